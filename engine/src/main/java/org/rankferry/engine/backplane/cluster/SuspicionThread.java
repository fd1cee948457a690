package org.rankferry.engine.backplane.cluster;

import org.jgroups.Event;
import org.jgroups.stack.Protocol;

/**
 * Passes on in a thread of its own who has been found dead. The only thread that verifies suspicions would otherwise
 * make the view without that member, and every other that is asked for by then, and tell of nobody else meanwhile: one
 * who is dead, too, and whom each of these views waits for, stays as long as others come and go.
 */
final class SuspicionThread extends Protocol {
    @Override
    public Object up(final Event event) {
        if (event.getType() != Event.SUSPECT) {
            return super.up(event);
        }
        getTransport().getThreadFactory().newThread(() -> up_prot.up(event), "suspicion").start();
        return null;
    }
}
