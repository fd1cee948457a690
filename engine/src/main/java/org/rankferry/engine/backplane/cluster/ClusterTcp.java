package org.rankferry.engine.backplane.cluster;

import java.util.Collection;

import org.jgroups.Address;
import org.jgroups.PhysicalAddress;
import org.jgroups.blocks.cs.Connection;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.TCP;

/**
 * TCP that closes the connections it forgets. That of release 5.5 forgets, when the membership changes, those of whose
 * member it does not know the address yet; where it learns the address at this moment the connection stays open. The
 * member goes on using it, refuses every other, and hears nothing any more.
 */
final class ClusterTcp extends TCP {
    private final GapLook gaps;

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
        srv.forAllConnections((peer, connection) -> {
            if (!members.contains(peer) && !is_member.test((PhysicalAddress) peer)) {
                srv.removeConnectionIfPresent(peer, connection);
            }
        });
    }
}
