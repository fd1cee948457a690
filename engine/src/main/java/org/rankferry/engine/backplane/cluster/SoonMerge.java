package org.rankferry.engine.backplane.cluster;

import java.util.concurrent.Future;

import org.jgroups.Address;
import org.jgroups.Event;
import org.jgroups.PhysicalAddress;
import org.jgroups.ViewId;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.MERGE3;
import org.jgroups.util.TimeScheduler;

/**
 * Merges clusters soon that began apart. A node that hears nobody for a second, because all are busy starting, begins a
 * cluster of its own; its parent would look for others only after some heartbeats. Here who has become coordinator
 * looks a few times right away, and two clusters that hear of each other do not wait for the next look. At other times
 * looks are rare, for each wakes an idle node.
 */
final class SoonMerge extends MERGE3 {
    /** From each look of a new coordinator to the next, in milliseconds. */
    private static final int[] PAUSES_MS = {250, 500, 1000, 2000, 4000, 8000};
    /** From the first word of another cluster to the answer, and from there to the merge. */
    private static final int[] ANSWER_MS = {100, 100};

    private Future<?> looks;
    private Future<?> answer;
    private boolean coordinated;

    SoonMerge() {
        setId(ClassConfigurator.getProtocolId(MERGE3.class)); // for its headers
    }

    @Override
    public Object down(final Event event) {
        final Object result = super.down(event);
        if (event.getType() == Event.VIEW_CHANGE) {
            onView();
        }
        return result;
    }

    @Override
    public void stop() {
        super.stop();
        endLooks();
    }

    @Override
    protected void addInfo(
        final Address sender, final ViewId viewId, final String name, final PhysicalAddress address) {

        super.addInfo(sender, viewId, name, address);
        if (is_coord && view != null && !view.containsMember(sender)) {
            answer();
        }
    }

    private synchronized void onView() {
        if (is_coord && !coordinated) {
            endLooks();
            looks = timer.scheduleWithDynamicInterval(new Steps(PAUSES_MS, this::sendInfo), false);
        }
        coordinated = is_coord;
    }

    private synchronized void endLooks() {
        if (looks != null) {
            looks.cancel(false);
            looks = null;
        }
    }

    /** Lets the others know of this cluster, too, and merges with what is known by then; one at a time. */
    private synchronized void answer() {
        if (answer == null || answer.isDone()) {
            answer = timer.scheduleWithDynamicInterval(
                new Steps(ANSWER_MS, this::sendInfo, this::checkInconsistencies), false);
        }
    }

    /** What is done after each of some pauses; the last of it once more where there are more pauses. */
    private static final class Steps implements TimeScheduler.Task {
        private final int[] pausesMs;
        private final Runnable[] what;
        private int next;

        Steps(final int[] pausesMs, final Runnable... what) {
            this.pausesMs = pausesMs;
            this.what = what;
        }

        @Override
        public long nextInterval() {
            return next == pausesMs.length ? 0 : pausesMs[next++];
        }

        @Override
        public void run() {
            what[Math.min(next, what.length) - 1].run();
        }
    }
}
