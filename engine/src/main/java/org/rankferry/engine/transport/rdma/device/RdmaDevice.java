package org.rankferry.engine.transport.rdma.device;

import java.net.InetAddress;
import java.util.List;

/**
 * One RDMA device, seen through its first port.
 *
 * @param name      of the device, for example {@code mlx5_0} or {@code rxe0}.
 * @param state     of the port, for example {@code ACTIVE} or {@code DOWN}.
 * @param linkLayer {@code Ethernet} or {@code InfiniBand}.
 * @param iwarp     whether it speaks iWARP.
 * @param netdevs   network devices that lie on it.
 * @param addresses of those network devices that a peer on another host could use first, then the others.
 */
public record RdmaDevice(
    String name, String state, String linkLayer, boolean iwarp, List<String> netdevs, List<InetAddress> addresses) {

    /** State of a port that carries traffic. */
    public static final String ACTIVE = "ACTIVE";

    /** Whether its port carries traffic. */
    public boolean active() {
        return state.equals(ACTIVE);
    }

    /** The address to use unless told otherwise, or null. */
    public InetAddress address() {
        return addresses.isEmpty() ? null : addresses.getFirst();
    }

    @Override
    public String toString() {
        return name + (addresses.isEmpty() ? "" : " (" + address().getHostAddress() + ")");
    }
}
