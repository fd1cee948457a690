package org.rankferry.engine.transport.rdma;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.FabricNeeds;
import org.rankferry.engine.transport.SocketFaults;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.engine.transport.rdma.device.RdmaDevice;
import org.rankferry.engine.transport.rdma.device.RdmaDevices;

/**
 * Which devices an agent uses: those named, else those that its addresses lie on, or that the ways to its targets begin
 * at.
 */
final class DeviceChoice {
    /** Any port will do to ask the kernel for a route; nothing is sent. */
    private static final int ANY_PORT = 9;

    private DeviceChoice() {
    }

    /**
     * Chooses.
     *
     * @param needs   of the agent.
     * @param devices of this host.
     * @throws TransportException when none fits, with the remedy.
     */
    static List<RdmaDevice> of(final FabricNeeds needs, final RdmaDevices devices) {
        if (devices.isEmpty()) {
            throw new TransportException("this host has no RDMA device (/sys/class/infiniband is empty); load its"
                + " driver, or use --transport tcp; see `port` and `modules` in `rankferry doctor`");
        }
        final List<RdmaDevice> chosen =
            needs.rdma().devices().isEmpty() ? byAddress(needs, devices) : byName(needs.rdma().devices(), devices);
        chosen.forEach(DeviceChoice::check);
        return chosen;
    }

    private static List<RdmaDevice> byName(final List<String> names, final RdmaDevices devices) {
        final List<RdmaDevice> result = new ArrayList<>();
        for (final String name : names) {
            result.add(devices.named(name).orElseThrow(() -> new TransportException(
                "there is no RDMA device " + name + "; there are: " + devices.list())));
        }
        return result;
    }

    private static List<RdmaDevice> byAddress(final FabricNeeds needs, final RdmaDevices devices) {
        final Set<RdmaDevice> result = new LinkedHashSet<>();
        for (final Endpoint own : needs.own()) {
            final InetAddress address = host(own);
            if (address.isAnyLocalAddress()) {
                devices.devices().stream()
                    .filter(device -> device.active() && device.address() != null).forEach(result::add);
            } else {
                result.add(devices.holding(address).orElseThrow(() -> new TransportException(
                    own + " lies on no RDMA device; listen at an address of one: " + devices.list())));
            }
        }
        for (final Endpoint target : needs.targets()) {
            final InetAddress from = sourceOf(target, host(target));
            result.add(devices.holding(from).orElseThrow(() -> new TransportException(
                "the way to " + target + " leads over " + from.getHostAddress() + ", which lies on no RDMA device; give"
                    + " an address on the network of one: " + devices.list())));
        }
        if (result.isEmpty()) {
            throw new TransportException("no RDMA device is active and has an address; there are: " + devices.list()
                + "; see `port` in `rankferry doctor`");
        }
        return List.copyOf(result);
    }

    private static void check(final RdmaDevice device) {
        if (!device.active()) {
            throw new TransportException("port 1 of RDMA device " + device.name() + " is " + device.state()
                + "; bring the link up, or name another device; see `port` in `rankferry doctor`");
        }
        if (device.address() == null) {
            throw new TransportException("RDMA device " + device.name() + " has no network address, which connections"
                + " are made by; give its network device one; see `port` in `rankferry doctor`");
        }
    }

    private static InetAddress host(final Endpoint endpoint) {
        if (!(endpoint instanceof Endpoint.Inet inet)) {
            throw new TransportException("transport rdma can't use " + endpoint
                + ": give HOST:PORT, or --transport shm for a target on this host");
        }
        try {
            return InetAddress.getByName(inet.host());
        } catch (final UnknownHostException e) {
            throw new TransportException(SocketFaults.unknownHost(endpoint), e);
        }
    }

    /** The address of this host that the kernel would send from. */
    private static InetAddress sourceOf(final Endpoint target, final InetAddress host) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(host, ANY_PORT));
            return socket.getLocalAddress();
        } catch (final IOException | UncheckedIOException e) {
            throw new TransportException(
                "no route to " + target + ": check the address and this host's network", e);
        }
    }
}
