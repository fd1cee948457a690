package org.rankferry.engine.coordinator.manager;

import java.util.List;
import java.util.Map;

import org.agrona.concurrent.Agent;
import org.rankferry.engine.agent.AgentHome;
import org.rankferry.engine.backplane.Backplane;
import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.coordinator.EventFields;
import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.NodeTable;
import org.rankferry.engine.coordinator.job.MigrationEvents;
import org.rankferry.engine.nativeio.ThreadPriority;

/** The agent of a job: hears the backplane and looks at the clock, and passes both on. Agent's thread. */
final class JobManager implements Agent {
    private final String job;
    private final AgentHome home;
    private final Backplane backplane;
    private final NodeTable table;
    private final JobCourse course;

    JobManager(
        final String job, final AgentHome home, final Backplane backplane, final NodeTable table,
        final JobCourse course) {

        this.job = job;
        this.home = home;
        this.backplane = backplane;
        this.table = table;
        this.course = course;
    }

    @Override
    public void onStart() {
        ThreadPriority.raise();
    }

    @Override
    public int doWork() {
        final int work = home.readiness().poll() + home.mailbox().drain();
        final long nowNs = System.nanoTime();
        return work + table.doWork(nowNs) + course.doWork(nowNs);
    }

    @Override
    public String roleName() {
        return "rankferry-job-" + job;
    }

    /** How long it may sleep, when there was nothing to do. */
    long sleepNs() {
        final long nowNs = System.nanoTime();
        return home.mailbox().sleepNs(Math.min(table.idleNs(nowNs), course.idleNs(nowNs)));
    }

    // --- what comes from the backplane, through the mailbox

    void onNodes(final List<String> nodes) {
        table.onNodes(nodes, System.nanoTime());
        course.onNodes(nodes);
    }

    void onNodeEvent(final Event event) {
        table.onEvent(event);
    }

    void onMigrationEvent(final Event event) {
        if (event.job().equals(job) && !event.node().equals(backplane.node())) {
            MigrationEvents.report(event).ifPresent(report -> course.onReport(report, System.nanoTime()));
        }
    }

    void onJobEvent(final Event event) {
        if (!event.job().equals(job)) {
            return;
        }
        if (event.name().equals(JobEvents.RANK_ENDED)) {
            final Map<String, Object> fields = EventFields.of(event);
            course.onRankEnded(((Number) fields.get("rank")).intValue(), event.node(), event.epoch(),
                Boolean.TRUE.equals(fields.get("well")), String.valueOf(fields.get("how")));
        } else if (event.name().equals(JobEvents.REQUEST)) {
            course.onRequest(EventFields.of(event));
        }
    }
}
