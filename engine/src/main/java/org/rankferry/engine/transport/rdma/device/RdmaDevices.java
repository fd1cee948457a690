package org.rankferry.engine.transport.rdma.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The RDMA devices the kernel knows, read from {@code /sys/class}:
 *
 * <pre>
 *  infiniband/DEVICE/node_type                   "1: CA", "4: RNIC" (iWARP)
 *  infiniband/DEVICE/ports/1/state               "4: ACTIVE", "1: DOWN"
 *  infiniband/DEVICE/ports/1/link_layer          "Ethernet", "InfiniBand"
 *  infiniband/DEVICE/ports/1/gid_attrs/ndevs/N   network device of a GID (Ethernet)
 *  infiniband/DEVICE/parent                      network device beneath soft-RoCE
 *  net/NETDEV/device/infiniband/DEVICE           network device on InfiniBand
 * </pre>
 *
 * @param devices in alphabetical order.
 */
public record RdmaDevices(List<RdmaDevice> devices) {
    private static final Path SYS_CLASS = Path.of("/sys/class");
    private static final String RNIC = "4";
    /** Places of the GID table without a network device, one after the other, that are taken for its end. */
    private static final int UNUSED_GIDS = 16;

    /** Reads them as they are now. */
    public static RdmaDevices read() {
        return read(SYS_CLASS);
    }

    /**
     * Reads what a folder tells that is laid out like {@code /sys/class}. Addresses are this host's.
     *
     * @param sysClass the folder.
     */
    public static RdmaDevices read(final Path sysClass) {
        final List<RdmaDevice> found = new ArrayList<>();
        for (final Path device : entries(sysClass.resolve("infiniband"))) {
            found.add(read(sysClass, device));
        }
        return new RdmaDevices(List.copyOf(found));
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return devices.isEmpty();
    }

    /** Their names, with an address where there is one. */
    public String list() {
        return devices.isEmpty() ? "none"
            : devices.stream().map(RdmaDevice::toString).collect(Collectors.joining(", "));
    }

    /** The device of a name. */
    public Optional<RdmaDevice> named(final String name) {
        return devices.stream().filter(device -> device.name().equals(name)).findFirst();
    }

    /** The device an address of this host lies on. */
    public Optional<RdmaDevice> holding(final InetAddress address) {
        return devices.stream().filter(device -> device.addresses().contains(address)).findFirst();
    }

    /**
     * The device by which this host reaches itself, at the device's own address: connections over a device are made by
     * its address, also from the same host.
     *
     * @param names of devices, the first of which is meant; empty for the first that is active.
     * @return a device with an address, if there is one.
     */
    public Optional<RdmaDevice> own(final List<String> names) {
        return devices.stream()
            .filter(device -> names.isEmpty() ? device.active() : device.name().equals(names.getFirst()))
            .filter(device -> device.address() != null)
            .findFirst();
    }

    private static RdmaDevice read(final Path sysClass, final Path device) {
        final String name = device.getFileName().toString();
        final Path port = device.resolve("ports/1");
        final Set<String> netdevs = new LinkedHashSet<>();
        addOfGids(netdevs, port.resolve("gid_attrs/ndevs"));
        add(netdevs, text(device.resolve("parent")));
        for (final Path net : entries(sysClass.resolve("net"))) {
            if (Files.exists(net.resolve("device/infiniband").resolve(name))) {
                netdevs.add(net.getFileName().toString());
            }
        }
        return new RdmaDevice(
            name, afterColon(text(port.resolve("state"))), text(port.resolve("link_layer")),
            text(device.resolve("node_type")).startsWith(RNIC), List.copyOf(netdevs), addresses(netdevs));
    }

    /** A table can have a thousand places, and reading each takes a while; they are filled from the first. */
    private static void addOfGids(final Set<String> netdevs, final Path table) {
        int unused = 0;
        for (int gid = 0; unused < UNUSED_GIDS; gid++) {
            final String netdev = text(table.resolve(Integer.toString(gid)));
            unused = netdev.isEmpty() ? unused + 1 : 0;
            add(netdevs, netdev);
        }
    }

    private static void add(final Set<String> netdevs, final String name) {
        if (!name.isEmpty()) {
            netdevs.add(name);
        }
    }

    private static List<InetAddress> addresses(final Set<String> netdevs) {
        final List<InetAddress> result = new ArrayList<>();
        try {
            for (final String netdev : netdevs) {
                final NetworkInterface network = NetworkInterface.getByName(netdev);
                if (network != null) {
                    network.inetAddresses().forEach(result::add);
                }
            }
        } catch (final SocketException e) {
            throw new UncheckedIOException(e);
        }
        result.sort(Comparator.comparingInt(RdmaDevices::reach));
        return List.copyOf(result);
    }

    private static int reach(final InetAddress address) {
        if (address.isLinkLocalAddress()) {
            return 2;
        }
        return address instanceof Inet4Address ? 0 : 1;
    }

    private static String afterColon(final String text) {
        return text.substring(text.indexOf(':') + 1).strip();
    }

    private static List<Path> entries(final Path directory) {
        final List<Path> result = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
                stream.forEach(result::add);
            } catch (final IOException e) {
                // A device that is being removed.
                return List.of();
            }
        }
        result.sort(Comparator.naturalOrder());
        return result;
    }

    /** A line of sysfs; empty where the kernel has nothing to say, as for an unused GID. */
    private static String text(final Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readString(file).strip() : "";
        } catch (final IOException e) {
            return "";
        }
    }
}
