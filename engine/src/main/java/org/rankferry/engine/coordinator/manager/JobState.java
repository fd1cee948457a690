package org.rankferry.engine.coordinator.manager;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where a job is.
 *
 * <pre>
 *  LAUNCHING      its ranks start; they meet at the barrier
 *  RUNNING        they compute
 *  MIGRATING      some of them move
 *  CHECKPOINTING  all write their images to files
 *  RESTARTING     what is left of them is ended, and all start from the last checkpoint
 *  ENDING         what is left of it is being ended
 *  ENDED
 * </pre>
 */
public enum JobState {
    /** Ranks start. */
    LAUNCHING,
    /** They compute. */
    RUNNING,
    /** Some move. */
    MIGRATING,
    /** Images go to files. */
    CHECKPOINTING,
    /** All start from a checkpoint. */
    RESTARTING,
    /** Being ended. */
    ENDING,
    /** Over. */
    ENDED;

    private static final Map<JobState, Set<JobState>> NEXT = Map.of(
        LAUNCHING, EnumSet.of(RUNNING, ENDING),
        RUNNING, EnumSet.of(MIGRATING, CHECKPOINTING, RESTARTING, ENDING, ENDED),
        MIGRATING, EnumSet.of(RUNNING, RESTARTING, ENDING),
        CHECKPOINTING, EnumSet.of(RUNNING, RESTARTING, ENDING),
        RESTARTING, EnumSet.of(RUNNING, RESTARTING, ENDING),
        ENDING, EnumSet.of(ENDED),
        ENDED, EnumSet.noneOf(JobState.class));

    /** In results. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The next state.
     *
     * @throws IllegalStateException when there is no way from here to there.
     */
    JobState become(final JobState next) {
        if (!NEXT.get(this).contains(next)) {
            throw new IllegalStateException("a job does not go from " + this + " to " + next);
        }
        return next;
    }
}
