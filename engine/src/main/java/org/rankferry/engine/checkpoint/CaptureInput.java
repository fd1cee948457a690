package org.rankferry.engine.checkpoint;

/**
 * What a checkpointer captures.
 *
 * @param stream   to write, or null to let the checkpointer name it.
 * @param location where it comes from, in the checkpointer's own words: a path, {@code -}, a process.
 */
public record CaptureInput(String stream, String location) {
}
