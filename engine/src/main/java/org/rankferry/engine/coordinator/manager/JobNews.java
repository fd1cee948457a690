package org.rankferry.engine.coordinator.manager;

import java.util.Map;

import org.rankferry.engine.backplane.Backplane;
import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.OperatorCall;
import org.rankferry.engine.coordinator.job.JobSpec;
import org.rankferry.engine.coordinator.job.MigrationEvents;
import org.rankferry.engine.coordinator.job.Order;

/** What a job manager tells: nodes, operators, and whoever started it. Used by one thread. */
final class JobNews {
    private final String job;
    private final Backplane backplane;
    private final JobListener listener;

    JobNews(final String job, final Backplane backplane, final JobListener listener) {
        this.job = job;
        this.backplane = backplane;
        this.listener = listener;
    }

    void order(final JobSpec spec, final Order order) {
        backplane.publish(MigrationEvents.of(spec, order));
    }

    /** A step of a request, or its last word. */
    void step(final long epoch, final Map<String, Object> fields) {
        backplane.publish(JobEvents.of(JobEvents.STEP, job, epoch, fields));
        listener.onStep(fields);
    }

    void refuse(final String id, final long epoch, final String text) {
        step(epoch, Map.of(JobEvents.ID, id, OperatorCall.FAULT, text));
    }

    void state(final long epoch, final Map<String, Object> fields) {
        backplane.publish(JobEvents.of(JobEvents.STATE, job, epoch, fields));
    }

    /** Nodes are to say again which ranks have ended. */
    void rollCall(final long epoch) {
        backplane.publish(JobEvents.of(JobEvents.ROLL_CALL, job, epoch, Map.of()));
    }

    void running() {
        listener.onRunning();
    }

    void notice(final String text) {
        listener.onNotice(text);
    }
}
