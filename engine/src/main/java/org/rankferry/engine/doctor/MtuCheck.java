package org.rankferry.engine.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import org.rankferry.engine.transport.rdma.device.RdmaDevice;

/**
 * {@code mtu}: the network device's MTU, and the payload of a RoCE packet that follows from it.
 *
 * @param host     to look at.
 * @param examined devices.
 */
record MtuCheck(Host host, Examined examined) implements Check {
    static final String NAME = "mtu";

    /** What the kernel keeps free for the headers of RoCE: GRH, UDP, BTH, XRC, atomic and checksum. */
    private static final int ROCE_HEADERS = 40 + 8 + 12 + 4 + 28 + 4;
    private static final int MOST_PAYLOAD = 4096;
    private static final int LEAST_PAYLOAD = 256;
    private static final int SMALL_PAYLOAD = 1024;
    private static final int JUMBO_MTU = 9000;

    @Override
    public List<Finding> look() {
        final List<Finding> findings = new ArrayList<>();
        for (final RdmaDevice device : examined.devices()) {
            for (final String netdev : device.netdevs()) {
                final OptionalLong mtu = host.number("/sys/class/net/" + netdev + "/mtu");
                if (mtu.isPresent()) {
                    findings.add(look(device, netdev, mtu.getAsLong()));
                }
            }
        }
        return findings;
    }

    private static Finding look(final RdmaDevice device, final String netdev, final long mtu) {
        final String found = device.name() + ": MTU of " + netdev + " is " + mtu;
        if (device.iwarp()) {
            return Finding.ok(NAME, found + "; iWARP runs on TCP");
        }
        if (!device.linkLayer().equals("Ethernet")) {
            return Finding.ok(NAME, found + "; that of RDMA is set by the subnet manager");
        }
        final int payload = activePayload(mtu);
        final String active = found + ", so an RDMA packet carries " + payload + " bytes";
        return payload > SMALL_PAYLOAD ? Finding.ok(NAME, active)
            : Finding.warn(
                NAME, active + ": READs are slow, and those of soft-RoCE collapse",
                "`ip link set " + netdev + " mtu " + JUMBO_MTU + "` on both hosts, and as much on the switch");
    }

    /** The largest power of two that fits beside the headers. */
    static int activePayload(final long mtu) {
        int payload = MOST_PAYLOAD;
        while (payload > LEAST_PAYLOAD && payload + ROCE_HEADERS > mtu) {
            payload /= 2;
        }
        return payload;
    }
}
