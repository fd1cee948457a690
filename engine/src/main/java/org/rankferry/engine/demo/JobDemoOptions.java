package org.rankferry.engine.demo;

import java.time.Duration;

/**
 * What the demo of a job does.
 *
 * @param ranks        of the job.
 * @param nodes        it runs on; the second one is left.
 * @param spares       beside them.
 * @param scope        global or local.
 * @param threaded     whether a thread serves stalls.
 * @param transport    of images.
 * @param killTargetAt phase in which the first spare's agent is killed, or empty.
 * @param timeout      of all of it.
 */
public record JobDemoOptions(
    int ranks, int nodes, int spares, String scope, boolean threaded, String transport,
    String killTargetAt, Duration timeout) {

    /** Checks that it can be done. */
    public JobDemoOptions {
        if (nodes < 2 || ranks < nodes) {
            throw new IllegalArgumentException(
                ranks + " ranks on " + nodes + " nodes; give 2 nodes or more, and a rank for each");
        }
        if (spares < (killTargetAt.isEmpty() ? 1 : 2)) {
            throw new IllegalArgumentException(
                "spares is " + spares + "; one is moved to, and another when it is killed");
        }
        if (!killTargetAt.isEmpty() && !killTargetAt.equals("stall") && !killTargetAt.equals("migrate")) {
            throw new IllegalArgumentException(
                "the target can be killed at stall or migrate, not at '" + killTargetAt + "'");
        }
    }
}
