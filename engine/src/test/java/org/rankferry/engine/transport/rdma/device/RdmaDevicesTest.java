package org.rankferry.engine.transport.rdma.device;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RdmaDevicesTest {
    @TempDir
    private Path sysClass;

    private void file(final String path, final String text) throws IOException {
        final Path file = sysClass.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }

    private void device(final String name, final String state, final String layer) throws IOException {
        file("infiniband/" + name + "/ports/1/state", state);
        file("infiniband/" + name + "/ports/1/link_layer", layer);
        file("infiniband/" + name + "/node_type", "1: CA");
    }

    @Test
    void aHostWithoutTheSubsystemHasNone() {
        assertTrue(RdmaDevices.read(sysClass).isEmpty());
        assertEquals("none", RdmaDevices.read(sysClass).list());
    }

    @Test
    void aDeviceHasTheAddressesOfTheNetworkDevicesOfItsGids() throws IOException {
        device("rxe0", "4: ACTIVE", "Ethernet");
        file("infiniband/rxe0/ports/1/gid_attrs/ndevs/0", "lo");
        file("infiniband/rxe0/ports/1/gid_attrs/ndevs/1", "lo");
        file("infiniband/rxe0/ports/1/gid_attrs/ndevs/2", "");
        final RdmaDevices devices = RdmaDevices.read(sysClass);
        final RdmaDevice device = devices.named("rxe0").orElseThrow();
        assertTrue(device.active());
        assertEquals("Ethernet", device.linkLayer());
        assertEquals(List.of("lo"), device.netdevs());
        assertEquals(InetAddress.ofLiteral("127.0.0.1"), device.address());
        assertEquals(device, devices.holding(InetAddress.ofLiteral("127.0.0.1")).orElseThrow());
        assertEquals("rxe0 (127.0.0.1)", devices.list());
    }

    @Test
    void anInfiniBandPortIsFoundThroughItsNetworkDevice() throws IOException {
        device("mlx5_0", "4: ACTIVE", "InfiniBand");
        Files.createDirectories(sysClass.resolve("net/lo/device/infiniband/mlx5_0"));
        assertEquals(List.of("lo"), RdmaDevices.read(sysClass).named("mlx5_0").orElseThrow().netdevs());
    }

    @Test
    void aPortThatIsDownAndAnRnicAreToldApart() throws IOException {
        device("a0", "1: DOWN", "Ethernet");
        file("infiniband/a0/node_type", "4: RNIC");
        final RdmaDevice device = RdmaDevices.read(sysClass).named("a0").orElseThrow();
        assertFalse(device.active());
        assertEquals("DOWN", device.state());
        assertTrue(device.iwarp());
        assertEquals("a0", device.toString());
    }
}
