package org.rankferry.engine.transport.rdma;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.rankferry.engine.api.RdmaOptions;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.FabricNeeds;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.engine.transport.rdma.device.RdmaDevice;
import org.rankferry.engine.transport.rdma.device.RdmaDevices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DeviceChoiceTest {
    private static final RdmaDevice LOOPBACK = device("rxe0", "ACTIVE", "127.0.0.1");
    private static final RdmaDevice OTHER = device("rxe1", "ACTIVE", "10.78.0.1");
    private static final RdmaDevice DOWN = device("rxe2", "DOWN", "10.79.0.1");
    private static final RdmaDevice BARE = new RdmaDevice("rxe3", "ACTIVE", "Ethernet", false, List.of(), List.of());
    private static final RdmaDevices ALL = new RdmaDevices(List.of(LOOPBACK, OTHER, DOWN, BARE));

    private static RdmaDevice device(final String name, final String state, final String address) {
        try {
            return new RdmaDevice(
                name, state, "Ethernet", false, List.of("eth0"), List.of(InetAddress.getByName(address)));
        } catch (final UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static FabricNeeds listening(final String at, final String... devices) {
        return FabricNeeds.listening(new RdmaOptions(List.of(devices), 1, false, "bundled"), Endpoint.parse(at));
    }

    private static String refused(final FabricNeeds needs, final RdmaDevices devices) {
        return assertThrows(TransportException.class, () -> DeviceChoice.of(needs, devices)).getMessage();
    }

    @Test
    void anAddressChoosesItsDevice() {
        assertEquals(List.of(OTHER), DeviceChoice.of(listening("10.78.0.1:7400"), ALL));
    }

    @Test
    void theWildcardChoosesAllThatAreUpAndHaveAnAddress() {
        assertEquals(List.of(LOOPBACK, OTHER), DeviceChoice.of(listening("0.0.0.0:7400"), ALL));
    }

    @Test
    void aTargetsRouteChoosesTheDeviceItBeginsAt() {
        final FabricNeeds needs =
            FabricNeeds.connecting(RdmaOptions.DEFAULT, List.of(Endpoint.parse("127.0.0.1:7400")));
        assertEquals(List.of(LOOPBACK), DeviceChoice.of(needs, ALL));
    }

    @Test
    void namesAreTakenInTheirOrder() {
        assertEquals(List.of(OTHER, LOOPBACK), DeviceChoice.of(listening("127.0.0.1:7400", "rxe1", "rxe0"), ALL));
    }

    @Test
    void aNameThatDoesNotExistListsThoseThatDo() {
        final String text = refused(listening("127.0.0.1:7400", "mlx5_0"), ALL);
        assertTrue(text.startsWith("there is no RDMA device mlx5_0; there are: rxe0 (127.0.0.1), rxe1"), text);
    }

    @Test
    void anAddressOnNoDeviceIsRefusedWithThoseThereAre() {
        final String text = refused(listening("10.1.2.3:7400"), ALL);
        assertTrue(text.startsWith("10.1.2.3:7400 lies on no RDMA device"), text);
        assertTrue(text.contains("rxe0 (127.0.0.1)"), text);
    }

    @Test
    void aPortThatIsDownAndADeviceWithoutAddressAreSaid() {
        assertTrue(refused(listening("10.79.0.1:7400"), ALL).startsWith("port 1 of RDMA device rxe2 is DOWN"));
        assertTrue(refused(listening("127.0.0.1:7400", "rxe3"), ALL).contains("rxe3 has no network address"));
    }

    @Test
    void aHostWithoutDevicesIsSaidWithTheWayOut() {
        final String text = refused(listening("127.0.0.1:7400"), new RdmaDevices(List.of()));
        assertTrue(text.startsWith("this host has no RDMA device"), text);
        assertTrue(text.contains("--transport tcp"), text);
    }

    @Test
    void aUnixSocketIsNoAddressOfADevice() {
        assertTrue(refused(listening("unix:/tmp/x"), ALL).contains("--transport shm"));
    }
}
