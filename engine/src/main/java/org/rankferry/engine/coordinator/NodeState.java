package org.rankferry.engine.coordinator;

/**
 * What a node can be used for; names and meaning are those of the framework of 2010.
 *
 * <pre>
 *  READY     ranks run here; they can be moved away
 *  SPARE     no ranks, waits to take some
 *  INACTIVE  takes no part: its ranks have moved away, or it is not to be trusted
 *
 *  SPARE     to READY     ranks were started here, by a job or by a migration
 *  READY     to INACTIVE  its ranks have moved away
 *  READY     to SPARE     its ranks have ended
 *  SPARE     to INACTIVE  it is not well
 *  INACTIVE  to SPARE     the operator has taken it back
 * </pre>
 */
public enum NodeState {
    /** {@code MIGRATION_READY}. */
    READY,
    /** {@code MIGRATION_SPARE}. */
    SPARE,
    /** {@code MIGRATION_INACTIVE}. */
    INACTIVE;

    /** The name on the backplane. */
    public String word() {
        return "MIGRATION_" + name();
    }

    /** The state of such a name. */
    public static NodeState ofWord(final String word) {
        for (final NodeState state : values()) {
            if (state.word().equals(word)) {
                return state;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is no state of a node");
    }
}
