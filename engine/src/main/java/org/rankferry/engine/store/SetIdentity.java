package org.rankferry.engine.store;

import java.util.UUID;

/**
 * Which image set is coming in.
 *
 * @param session       that brings it, for messages about what a dead target left.
 * @param job           the ranks belong to.
 * @param epoch         of the migration.
 * @param ranks         whose images the set will hold.
 * @param expectedBytes of the whole set, 0 when not known.
 * @param chunkBytes    the largest chunk that will land, 0 for the store's.
 */
public record SetIdentity(UUID session, String job, long epoch, int ranks, long expectedBytes, int chunkBytes) {
    /** A set whose chunks may be as large as the store takes them. */
    public SetIdentity(
        final UUID session, final String job, final long epoch, final int ranks, final long expectedBytes) {
        this(session, job, epoch, ranks, expectedBytes, 0);
    }
}
