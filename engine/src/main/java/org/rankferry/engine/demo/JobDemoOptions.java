package org.rankferry.engine.demo;

import java.time.Duration;
import java.util.List;

/**
 * What the demo of a job does.
 *
 * @param ranks        of the job.
 * @param nodes        it runs on; the second one is left.
 * @param spares       beside them.
 * @param scope        global or local.
 * @param threaded     whether a thread serves stalls.
 * @param transport    of images; {@code auto} is shm when nodes are processes only.
 * @param namespaces   whether each node has a network namespace: yes, no, or auto, where they can be made.
 * @param killTargetAt phase in which the first spare's agent is killed, or empty.
 * @param cutTargetAt  phase in which the first spare's cable is pulled, or empty.
 * @param checkpointer of the job; {@code application}: the solver writes its images itself.
 * @param timeout      of all of it.
 */
public record JobDemoOptions(
    int ranks, int nodes, int spares, String scope, boolean threaded, String transport, String namespaces,
    String killTargetAt, String cutTargetAt, String checkpointer, Duration timeout) {

    /** Where they can be made. */
    public static final String AUTO = "auto";
    static final String NO = "no";
    private static final List<String> NAMESPACES = List.of(AUTO, "yes", NO);
    private static final List<String> PHASES = List.of("", "stall", "migrate");

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
        if (!PHASES.contains(killTargetAt) || !PHASES.contains(cutTargetAt)) {
            throw new IllegalArgumentException(
                "the target can be killed or cut off at stall or migrate, not at '" + killTargetAt + cutTargetAt + "'");
        }
        if (!NAMESPACES.contains(namespaces)) {
            throw new IllegalArgumentException("namespaces are auto, yes or no, not '" + namespaces + "'");
        }
        if (!cutTargetAt.isEmpty() && namespaces.equals(NO)) {
            throw new IllegalArgumentException("only a node with a network namespace has a cable to pull");
        }
    }
}
