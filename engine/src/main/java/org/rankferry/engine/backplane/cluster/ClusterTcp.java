package org.rankferry.engine.backplane.cluster;

import java.util.Collection;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jgroups.Address;
import org.jgroups.PhysicalAddress;
import org.jgroups.blocks.cs.Connection;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.TCP;

/**
 * TCP that closes the connections it forgets, and not too soon.
 *
 * <p>That of release 5.5 forgets, when the membership changes, those of whose
 * member it does not know the address yet; where it learns the address at this moment the connection stays open. The
 * member goes on using it, refuses every other, and hears nothing any more.
 *
 * <p>It also closes at once the connection of one who leaves, and with it the word that this member may go: that one
 * waits a second for it, by then it is told of the membership again, and comes back in order to go.
 */
final class ClusterTcp extends TCP {
    /** Longer than a member waits that leaves; it closes its end itself. */
    private static final long LINGER_MS = 2000;
    private final GapLook gaps;
    private Future<?> hangingUp;

    /**
     * Not connected yet.
     *
     * @param gaps to look for when a connection is closed, with what was on its way in it.
     */
    ClusterTcp(final GapLook gaps) {
        this.gaps = gaps;
        setId(ClassConfigurator.getProtocolId(TCP.class)); // for its headers
    }

    @Override
    public void connectionClosed(final Connection connection) {
        super.connectionClosed(connection);
        gaps.begin();
    }

    @Override
    public void retainAll(final Collection<Address> members) {
        if (hangingUp != null) {
            hangingUp.cancel(false);
        }
        hangingUp = getTimer().schedule(this::closeToStrangers, LINGER_MS, TimeUnit.MILLISECONDS);
    }

    private void closeToStrangers() {
        srv.forAllConnections((peer, connection) -> {
            if (!is_member.test((PhysicalAddress) peer)) {
                srv.removeConnectionIfPresent(peer, connection);
            }
        });
    }
}
