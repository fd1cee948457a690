package org.rankferry.engine.backplane.cluster;

import java.util.concurrent.Future;

import org.jgroups.Event;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.stack.Protocol;
import org.jgroups.util.TimeScheduler;

/**
 * Looks for missing messages when there are some: soon after a change of the membership, and after a connection was
 * closed. What a member sends before it knows who has joined does not get there, and all that it sends next waits for
 * that; two that connect to each other at the same time lose what was on its way in one of the connections. What is
 * missing at one look is asked for at the next. At other times looks are rare, for each wakes an idle node.
 */
final class GapLook extends Protocol {
    /** From each look to the next, in milliseconds. */
    private static final int[] PAUSES_MS = {50, 50, 100, 100, 200, 500};

    private NAKACK2 toAll;
    private UNICAST3 toOne;
    private Future<?> looks;

    @Override
    public void init() throws Exception {
        super.init();
        toAll = getProtocolStack().findProtocol(NAKACK2.class);
        toOne = getProtocolStack().findProtocol(UNICAST3.class);
    }

    @Override
    public Object down(final Event event) {
        final Object result = super.down(event);
        if (event.getType() == Event.VIEW_CHANGE) {
            begin();
        }
        return result;
    }

    /** There may be some now. Any thread. */
    synchronized void begin() {
        if (looks != null) {
            looks.cancel(false);
        }
        looks = getTransport().getTimer().scheduleWithDynamicInterval(new Looks(), false);
    }

    /** For one reason to look. */
    private final class Looks implements TimeScheduler.Task {
        private int next;

        @Override
        public long nextInterval() {
            return next == PAUSES_MS.length ? 0 : PAUSES_MS[next++];
        }

        @Override
        public void run() {
            toAll.triggerXmit();
            toOne.triggerXmit();
        }
    }
}
