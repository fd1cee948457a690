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
 */
public record SetIdentity(UUID session, String job, long epoch, int ranks, long expectedBytes) {
}
