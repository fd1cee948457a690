package org.rankferry.engine.store;

/**
 * Which image set is coming in.
 *
 * @param job           the ranks belong to.
 * @param epoch         of the migration.
 * @param ranks         whose images the set will hold.
 * @param expectedBytes of the whole set, 0 when not known.
 */
public record SetIdentity(String job, long epoch, int ranks, long expectedBytes) {
}
