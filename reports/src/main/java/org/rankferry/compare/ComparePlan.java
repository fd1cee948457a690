package org.rankferry.compare;

import java.util.List;

/**
 * What is compared, how often, and where.
 *
 * @param workloads  jobs, one after the other in every round.
 * @param sessions   that each goes through.
 * @param rounds     of all that.
 * @param warmups    migrations before the first round, which don't count.
 * @param chunkBytes of the pool that images go through.
 * @param poolBytes  of it.
 * @param local      place on a local disk.
 * @param parallel   place on a parallel file system, or null.
 * @param copies     tools that copy a node's dump.
 * @param floors     whether plain writing and reading of files is measured, too.
 * @param executionS seconds that an undisturbed execution is to take, about.
 */
record ComparePlan(
    List<Workload> workloads, List<Session> sessions, int rounds, int warmups, long chunkBytes, long poolBytes,
    DumpDirectory local, DumpDirectory parallel, NodeCopies copies, boolean floors,
    double executionS) {

    ComparePlan {
        workloads = List.copyOf(workloads);
        sessions = List.copyOf(sessions);
    }

    boolean hasExecutions() {
        return sessions.stream().anyMatch(Session::isExecution);
    }
}
