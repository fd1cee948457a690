package org.rankferry.engine.doctor;

import java.util.ArrayList;
import java.util.List;

import org.rankferry.engine.transport.rdma.device.RdmaDevice;

/**
 * {@code port}: every port of every device, and whether it can carry a connection.
 *
 * @param host     to look at.
 * @param examined devices.
 */
record PortCheck(Host host, Examined examined) implements Check {
    static final String NAME = "port";

    private static final String PCI_DEVICES = "/sys/bus/pci/devices";
    private static final String NVIDIA_NETWORKING = "0x15b3";

    @Override
    public List<Finding> look() {
        if (examined.all().isEmpty()) {
            return List.of(Finding.fail(
                NAME, "this host has no RDMA device: /sys/class/infiniband is empty", driver()));
        }
        final List<Finding> findings = new ArrayList<>();
        for (final String name : examined.unknown()) {
            findings.add(Finding.fail(
                NAME, "there is no RDMA device " + name, "name one of these: " + examined.all().list()));
        }
        for (final RdmaDevice device : examined.devices()) {
            for (final String port : host.names(Host.INFINIBAND + device.name() + "/ports")) {
                findings.add(look(device, port));
            }
        }
        return findings;
    }

    private Finding look(final RdmaDevice device, final String port) {
        final String at = Host.INFINIBAND + device.name() + "/ports/" + port + "/";
        final String state = word(at + "state");
        final String layer = host.text(at + "link_layer");
        final String netdev = device.netdevs().isEmpty() ? "" : device.netdevs().getFirst();
        final String found = device.name() + " port " + port + ": " + state + ", " + word(at + "phys_state") + ", "
            + host.text(at + "rate") + ", " + (device.iwarp() ? "iWARP" : layer)
            + (netdev.isEmpty() ? "" : ", " + netdev)
            + (device.address() == null ? "" : " " + device.address().getHostAddress());
        if (!state.equals(RdmaDevice.ACTIVE)) {
            final String remedy = remedy(state, layer, netdev);
            return needed(device) ? Finding.fail(NAME, found, remedy) : Finding.warn(NAME, found, remedy);
        }
        if (device.address() == null) {
            final String address = "`ip addr add ADDRESS/BITS dev "
                + (netdev.isEmpty() ? "NETDEV" : netdev) + "`: connections are made by network address"
                + (layer.equals("InfiniBand") ? ", on InfiniBand that of IPoIB (`modprobe ib_ipoib`)" : "");
            return needed(device) ? Finding.fail(NAME, found + ", no network address", address)
                : Finding.warn(NAME, found + ", no network address", address);
        }
        return Finding.ok(NAME, found);
    }

    /** A device that nobody named matters only where no other can be used. */
    private boolean needed(final RdmaDevice device) {
        return !examined.named().isEmpty() || examined.usable().isEmpty() || examined.usable().equals(List.of(device));
    }

    private static String remedy(final String state, final String layer, final String netdev) {
        if (layer.equals("InfiniBand")) {
            return state.equals("INIT") || state.equals("ARMED")
                ? "the cable is in, but no subnet manager has set the port up: start one (`opensm`) in the fabric"
                : "check cable and switch";
        }
        return "`ip link set " + (netdev.isEmpty() ? "NETDEV" : netdev) + " up`, and check cable and switch";
    }

    private String driver() {
        final boolean nvidia = host.names(PCI_DEVICES).stream()
            .anyMatch(device -> host.text(PCI_DEVICES + "/" + device + "/vendor").equals(NVIDIA_NETWORKING));
        return (nvidia ? "an NVIDIA (Mellanox) adapter is there: `modprobe mlx5_ib`"
            : "load the adapter's driver, or make a soft device: `modprobe rdma_rxe && rdma link add rxe0 type rxe"
                + " netdev NETDEV`") + "; without one use --transport tcp";
    }

    /** {@code 4: ACTIVE}. */
    private String word(final String file) {
        final String text = host.text(file);
        return text.isEmpty() ? "state unknown" : text.substring(text.indexOf(':') + 1).strip();
    }
}
