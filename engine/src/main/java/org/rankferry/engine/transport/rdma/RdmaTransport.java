package org.rankferry.engine.transport.rdma;

import java.util.List;
import java.util.stream.Collectors;

import org.rankferry.engine.transport.Availability;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.Fabric;
import org.rankferry.engine.transport.FabricNeeds;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.engine.transport.Transport;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.engine.transport.rdma.device.RdmaDevice;
import org.rankferry.engine.transport.rdma.device.RdmaDevices;
import org.rankferry.engine.transport.rdma.library.DisniExtras;
import org.rankferry.engine.transport.rdma.library.DisniLibrary;

/** {@code rdma}: SEND, RECV and READ on InfiniBand, RoCE, iWARP or soft-RoCE. Takes {@code HOST:PORT} only. */
public final class RdmaTransport implements Transport {
    private static final int AUTO_ORDER = 10;
    /** Its classes are defined by the library's loader, so they are known by name only. */
    private static final String FABRIC = "org.rankferry.engine.transport.rdma.fabric.RdmaFabric";
    private static final String PROBE = "org.rankferry.engine.transport.rdma.fabric.ReadProbe";

    @Override
    public String name() {
        return "rdma";
    }

    @Override
    public int autoOrder() {
        return AUTO_ORDER;
    }

    @Override
    public int payloadCopies() {
        return 0;
    }

    @Override
    public Availability availability(final FabricNeeds needs) {
        try {
            final List<RdmaDevice> devices = DeviceChoice.of(needs, RdmaDevices.read());
            final DisniLibrary library = DisniLibrary.open(needs.rdma().library());
            return new Availability(true, "device "
                + devices.stream().map(RdmaDevice::toString).collect(Collectors.joining(", ")) + ", "
                + library.describe());
        } catch (final TransportException e) {
            return new Availability(false, e.getMessage());
        }
    }

    @Override
    public void check(final Endpoint target) {
        if (target instanceof Endpoint.Inet inet && inet.port() == 0) {
            throw new TransportException("can't connect to " + target + ": give the port the target listens at");
        }
    }

    /**
     * To try READs with a peer.
     *
     * @param needs with the address of one end.
     * @throws TransportException when no device can be used, with the remedy.
     */
    public static PeerProbe probe(final FabricNeeds needs) {
        final List<RdmaDevice> devices = DeviceChoice.of(needs, RdmaDevices.read());
        final DisniLibrary library = DisniLibrary.open(needs.rdma().library());
        return library.newInstance(
            PeerProbe.class, PROBE, new Class<?>[] {FabricNeeds.class, List.class, DisniExtras.class},
            new Object[] {needs, devices, library.extras()});
    }

    @Override
    public Fabric open(final FabricNeeds needs, final Readiness readiness) {
        final List<RdmaDevice> devices = DeviceChoice.of(needs, RdmaDevices.read());
        final DisniLibrary library = DisniLibrary.open(needs.rdma().library());
        return library.newInstance(
            Fabric.class, FABRIC,
            new Class<?>[] {FabricNeeds.class, List.class, DisniExtras.class, Readiness.class},
            new Object[] {needs, devices, library.extras(), readiness});
    }
}
