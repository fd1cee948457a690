package org.rankferry.engine.api;

/**
 * How far one rank is.
 *
 * @param rank          the rank
 * @param bytes         of its image that went through, not negative
 * @param expectedBytes of its image in all, 0 while unknown
 * @param state         a word, for example {@code writing}
 */
public record RankProgress(int rank, long bytes, long expectedBytes, String state) {
    /** Refuses negative counts. */
    public RankProgress {
        if (bytes < 0 || expectedBytes < 0) {
            throw new IllegalArgumentException(
                "progress of rank " + rank + ": " + bytes + " of " + expectedBytes + " bytes");
        }
    }
}
