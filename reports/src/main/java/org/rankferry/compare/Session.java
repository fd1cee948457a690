package org.rankferry.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * What one job goes through, one strategy after the other.
 *
 * @param transport  of its images.
 * @param strategies in their order; one that measures an execution stands alone.
 */
record Session(String transport, List<Strategy> strategies) {
    /**
     * Shares strategies out: those that need nothing of the job but the first transport have one in common.
     *
     * @param strategies without one twice.
     * @param transports the first also for what no transport matters to much.
     */
    static List<Session> of(final List<Strategy> strategies, final List<String> transports) {
        final List<Session> sessions = new ArrayList<>();
        final List<Strategy> common = strategies.stream()
            .filter(strategy -> strategy == Strategy.MIGRATION || strategy.isRestart()).toList();
        if (!common.isEmpty()) {
            sessions.add(new Session(transports.getFirst(), common));
        }
        if (strategies.contains(Strategy.MIGRATION)) {
            transports.stream().skip(1)
                .forEach(other -> sessions.add(new Session(other, List.of(Strategy.MIGRATION))));
        }
        strategies.stream().filter(strategy -> !common.contains(strategy))
            .forEach(strategy -> sessions.add(new Session(transports.getFirst(), List.of(strategy))));
        return List.copyOf(sessions);
    }

    boolean isStaged() {
        return strategies.contains(Strategy.MIGRATION_STAGED);
    }

    boolean isExecution() {
        return strategies.getFirst().isExecution();
    }
}
