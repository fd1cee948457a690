package org.rankferry.engine.coordinator.node;

import java.nio.file.Path;

import org.rankferry.engine.coordinator.job.Report;

/** The node, as the part of a job in it sees it. Agent's thread, but for {@link #later}. */
interface NodeContext {
    /** Name of the node. */
    String name();

    /** Its address. */
    String host();

    /** Where ranks run. */
    Machine machine();

    /** Where ranks join. */
    Path door();

    /** Directory for notes to ranks that are away. */
    Path notes();

    /** Tells the job manager. */
    void report(String job, Report report);

    /** Runs something on the agent's thread. Any thread. */
    void later(Runnable what);

    /** Notices what has come at sockets since the duty cycle began. */
    void pollSockets();

    /** Copies of ranks have come or gone; {@code movedAway} says whether they run elsewhere now. */
    void onRanksChanged(boolean movedAway);

    /** A copy that ran, started in this epoch, has ended; {@code well} says whether it had done its work. */
    void onRankEnded(String job, int rank, long epoch, boolean well, String how);
}
