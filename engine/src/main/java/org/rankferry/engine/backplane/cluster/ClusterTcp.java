package org.rankferry.engine.backplane.cluster;

import java.util.Collection;

import org.jgroups.Address;
import org.jgroups.PhysicalAddress;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.TCP;

/**
 * TCP that closes the connections it forgets. That of release 5.5 forgets, when the membership changes, those of whose
 * member it does not know the address yet; where it learns the address at this moment the connection stays open. The
 * member goes on using it, refuses every other, and hears nothing any more.
 */
final class ClusterTcp extends TCP {
    ClusterTcp() {
        setId(ClassConfigurator.getProtocolId(TCP.class)); // for its headers
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
