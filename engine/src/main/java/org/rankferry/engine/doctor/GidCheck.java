package org.rankferry.engine.doctor;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

import org.rankferry.engine.transport.rdma.device.RdmaDevice;

/**
 * {@code gid}: the entry of a port's table of global ids that connections use: RoCE v2 with the device's address.
 *
 * <pre>
 *  ports/1/gids/N             0000:0000:0000:0000:0000:ffff:0a4d:0001    an IPv4 address, mapped
 *  ports/1/gid_attrs/types/N  "IB/RoCE v1", "RoCE v2"
 * </pre>
 *
 * @param host     to look at.
 * @param examined devices.
 */
record GidCheck(Host host, Examined examined) implements Check {
    static final String NAME = "gid";

    private static final String ROCE_V2 = "RoCE v2";
    private static final String NO_GID = "0000:0000:0000:0000:0000:0000:0000:0000";
    /** Soon after a link comes up, an InfiniBand port has no prefix, or no number. */
    private static final String PORT_GID = "0";

    @Override
    public List<Finding> look() {
        return examined.usable().stream().map(this::look).toList();
    }

    private Finding look(final RdmaDevice device) {
        final String port = Host.INFINIBAND + device.name() + "/ports/1/";
        if (device.iwarp() || !device.linkLayer().equals("Ethernet")) {
            final String gid = host.text(port + "gids/" + PORT_GID);
            return gid.isEmpty() || gid.equals(NO_GID)
                ? Finding.fail(NAME, device.name() + ": the port has no GID", "check the subnet manager")
                : Finding.ok(NAME, device.name() + ": index 0, " + gid);
        }
        final String address = device.address().getHostAddress();
        final String wanted = gid(device.address());
        final List<String> holding = new ArrayList<>();
        for (final String index : host.names(port + "gids")) {
            if (host.text(port + "gids/" + index).equals(wanted)) {
                if (host.text(port + "gid_attrs/types/" + index).equals(ROCE_V2)) {
                    return Finding.ok(
                        NAME, device.name() + ": index " + index + ", RoCE v2, " + wanted + " (" + address + ")");
                }
                holding.add(index);
            }
        }
        if (!holding.isEmpty()) {
            return Finding.warn(
                NAME, device.name() + ": " + address + " has only index " + String.join(", ", holding)
                    + ", RoCE v1, which no router passes on",
                "enable RoCE v2 in the adapter's firmware or driver; both ends must use the same version");
        }
        return Finding.fail(
            NAME, device.name() + ": its table has no entry for " + address,
            "give the network device its address again, or put the device up again; a network namespace or VLAN has a"
                + " table of its own");
    }

    /** An address as sysfs writes it. */
    static String gid(final InetAddress address) {
        final byte[] bytes = address.getAddress();
        final StringBuilder result =
            new StringBuilder(address instanceof Inet4Address ? "0000:0000:0000:0000:0000:ffff" : "");
        for (int i = 0; i < bytes.length; i += 2) {
            result.append(result.isEmpty() ? "" : ":")
                .append(String.format("%02x%02x", bytes[i] & 0xFF, bytes[i + 1] & 0xFF));
        }
        return result.toString();
    }
}
