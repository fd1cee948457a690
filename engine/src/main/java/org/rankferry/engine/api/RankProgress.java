package org.rankferry.engine.api;

/**
 * How far the image of one rank has come.
 *
 * @param rank          in question.
 * @param bytes         that have arrived in the target's image.
 * @param expectedBytes of the image, 0 while it is not known.
 * @param state         in a word: {@code attached}, {@code writing}, {@code ended}, {@code stored}, {@code lost}.
 */
public record RankProgress(int rank, long bytes, long expectedBytes, String state) {
}
