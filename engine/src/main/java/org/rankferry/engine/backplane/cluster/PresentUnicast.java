package org.rankferry.engine.backplane.cluster;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jgroups.Address;
import org.jgroups.Event;
import org.jgroups.Message;
import org.jgroups.View;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.UNICAST3;

/**
 * Calls none who has gone. Its parent goes on for minutes with what a member had not acknowledged when it left, by way
 * of a port that is another program's by then: a cluster to which commands come and from which they go would knock at
 * more and more doors. Here that waits, to be sent when the member is back (a partition has healed), or forgotten.
 */
final class PresentUnicast extends UNICAST3 {
    /** To whom the connection was closed, and nothing was sent since. */
    private final Set<Address> gone = ConcurrentHashMap.newKeySet();

    PresentUnicast() {
        setId(ClassConfigurator.getProtocolId(UNICAST3.class)); // for its headers
    }

    @Override
    public Object down(final Event event) {
        final Object result = super.down(event);
        if (event.getType() == Event.VIEW_CHANGE) {
            final View view = event.getArg();
            view.getMembers().forEach(gone::remove);
            gone.retainAll(send_table.keySet());
        }
        return result;
    }

    @Override
    public void closeSendConnection(final Address member) {
        gone.add(member);
        super.closeSendConnection(member);
    }

    @Override
    protected SenderEntry getSenderEntry(final Address member) {
        gone.remove(member); // to send it something new, a word about a merge for one, opens the connection again
        return super.getSenderEntry(member);
    }

    @Override
    protected void retransmit(final Message message) {
        if (!gone.contains(message.getDest())) {
            super.retransmit(message);
        }
    }
}
