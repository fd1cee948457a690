package org.rankferry.engine.coordinator.job;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Where a migration is. STALL, MIGRATE, RESTART and RESUME are the four phases of the framework of 2010.
 *
 * <pre>
 *  PREPARE   targets open their stores, then sources their pools; what does not fit is refused, nobody is stalled yet
 *  STALL     ranks stop talking and drain
 *  MIGRATE   images travel; targets restart from them as they arrive
 *  CHECKPOINT instead of MIGRATE, when nobody moves: images are written to files
 *  RESTART   all images are stored; restarted ranks join the barrier
 *  RELEASE   decided: the sources give up the old copies
 *  RESUME    all ranks build their connections again and go on
 *  ROLL_BACK decided: targets give up the new copies, the ranks go on where they were
 *  ENDED
 * </pre>
 */
public enum MigrationPhase {
    /** Before anybody is stalled. */
    PREPARE,
    /** Ranks stop. */
    STALL,
    /** Images travel. */
    MIGRATE,
    /** Images are written to files. */
    CHECKPOINT,
    /** Restarted ranks join. */
    RESTART,
    /** Decided forward; old copies go. */
    RELEASE,
    /** Ranks go on. */
    RESUME,
    /** Decided back. */
    ROLL_BACK,
    /** Over. */
    ENDED;

    private static final Map<MigrationPhase, Set<MigrationPhase>> NEXT = Map.of(
        PREPARE, EnumSet.of(PREPARE, STALL, ROLL_BACK),
        STALL, EnumSet.of(PREPARE, MIGRATE, CHECKPOINT, ROLL_BACK),
        MIGRATE, EnumSet.of(PREPARE, RESTART, RELEASE, ROLL_BACK),
        CHECKPOINT, EnumSet.of(RESUME, ROLL_BACK),
        RESTART, EnumSet.of(PREPARE, RELEASE, ROLL_BACK),
        RELEASE, EnumSet.of(RESUME, ENDED),
        RESUME, EnumSet.of(ENDED),
        ROLL_BACK, EnumSet.of(ENDED),
        ENDED, EnumSet.noneOf(MigrationPhase.class));

    /** Whether what has been done can still be taken back. */
    public boolean isRevocable() {
        return compareTo(RELEASE) < 0;
    }

    /**
     * The next phase.
     *
     * @throws IllegalStateException when there is no way from here to there.
     */
    MigrationPhase become(final MigrationPhase next) {
        if (!NEXT.get(this).contains(next)) {
            throw new IllegalStateException("a migration does not go from " + this + " to " + next);
        }
        return next;
    }
}
