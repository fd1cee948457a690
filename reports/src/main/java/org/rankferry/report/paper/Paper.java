package org.rankferry.report.paper;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The numbers of the evaluation of "RDMA-Based Job Migration Framework for MPI over InfiniBand" (CLUSTER 2010), as far
 * as our source gives them. Nothing here is derived, and what is not here is said to be missing.
 */
public final class Paper {
    /** Where the numbers are from. */
    public static final String NAME = "CLUSTER 2010";
    /** What was measured there, and on what. */
    public static final String SETTING =
        "8 nodes with 8 ranks each and one spare, DDR InfiniBand, chunks of 1 MB in a pool of 10 MB; local ext3, and"
            + " PVFS"
            + " with 4 servers and stripes of 1 MB";
    /** Said where a number is wanted that our source does not give. */
    public static final String ABSENT = "not in the source we have";
    /** The jobs, in the order of the figures. */
    public static final List<String> PRESETS = List.of("LU.C.64", "BT.C.64", "SP.C.64");

    private static final Map<String, Double> MIGRATION_S = Map.of("LU.C.64", 6.3);
    private static final Map<String, Double> OVERHEAD_PERCENT =
        Map.of("LU.C.64", 3.9, "BT.C.64", 6.7, "SP.C.64", 4.6);
    private static final Map<String, Double> MOVED_MB =
        Map.of("LU.C.64", 170.4, "BT.C.64", 308.8, "SP.C.64", 303.2);
    private static final Map<String, Double> WRITTEN_MB =
        Map.of("LU.C.64", 1363.2, "BT.C.64", 2470.4, "SP.C.64", 2425.6);
    private static final Map<String, Double> CHECKPOINT_S =
        Map.of("cr-local LU.C.64", 6.4, "cr-pfs LU.C.64", 16.3, "cr-local BT.C.64", 7.5, "cr-pfs BT.C.64", 23.4);
    private static final Map<String, Double> RESTART_S = Map.of("cr-local BT.C.64", 9.1, "cr-pfs BT.C.64", 20.1);
    private static final Map<String, Double> WHOLE_S = Map.of("cr-local LU.C.64", 12.9, "cr-pfs LU.C.64", 28.3);
    private static final Map<String, Double> RATIO = Map.of("cr-local LU.C.64", 2.03, "cr-pfs LU.C.64", 4.49);
    private static final Map<String, Double> RATIO_OF_CHECKPOINT = Map.of("cr-pfs LU.C.64", 2.58);

    private Paper() {
    }

    private static OptionalDouble of(final Map<String, Double> numbers, final String key) {
        final Double value = numbers.get(key);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Seconds of a whole migration, stall to resume (Fig. 4 and 7). */
    public static OptionalDouble migration(final String preset) {
        return of(MIGRATION_S, preset);
    }

    /** Percent that one migration adds to the execution time (Fig. 5). */
    public static OptionalDouble overheadPercent(final String preset) {
        return of(OVERHEAD_PERCENT, preset);
    }

    /** MB that a migration moves (Table I). */
    public static OptionalDouble movedMb(final String preset) {
        return of(MOVED_MB, preset);
    }

    /** MB that checkpoint and restart writes (Table I). */
    public static OptionalDouble writtenMb(final String preset) {
        return of(WRITTEN_MB, preset);
    }

    /** Seconds of the checkpoint alone (Fig. 7); the strategy is {@code cr-local} (ext3) or {@code cr-pfs} (PVFS). */
    public static OptionalDouble checkpoint(final String strategy, final String preset) {
        return of(CHECKPOINT_S, strategy + " " + preset);
    }

    /** Seconds of the restart (Fig. 7). */
    public static OptionalDouble restart(final String strategy, final String preset) {
        return of(RESTART_S, strategy + " " + preset);
    }

    /** Seconds of checkpoint and restart together (Fig. 7). */
    public static OptionalDouble whole(final String strategy, final String preset) {
        return of(WHOLE_S, strategy + " " + preset);
    }

    /** Checkpoint and restart over migration, as the paper states it (Fig. 7). */
    public static OptionalDouble ratio(final String strategy, final String preset) {
        return of(RATIO, strategy + " " + preset);
    }

    /** The checkpoint alone over migration, as the paper states it (Fig. 7). */
    public static OptionalDouble ratioOfCheckpoint(final String strategy, final String preset) {
        return of(RATIO_OF_CHECKPOINT, strategy + " " + preset);
    }
}
