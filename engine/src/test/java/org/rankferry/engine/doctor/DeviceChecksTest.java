package org.rankferry.engine.doctor;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.engine.transport.rdma.device.DeviceLimits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.rankferry.engine.doctor.Findings.assertFinding;
import static org.rankferry.engine.doctor.Findings.assertOnly;

/** Checks of devices, their ports and their network. */
class DeviceChecksTest {
    private static final DeviceLimits PLENTY = new DeviceLimits(-1, 1 << 15, 30, 1 << 22, 1 << 20, 16);

    @TempDir
    private Path root;
    private FakeHost fake;

    @BeforeEach
    void open() {
        fake = new FakeHost(root);
    }

    @Test
    void noDevice() {
        assertOnly(ports(), Status.FAIL, "this host has no RDMA device", "modprobe rdma_rxe", "--transport tcp");
        assertOnly(ports("rxe0"), Status.FAIL, "this host has no RDMA device");
        fake.file("/sys/bus/pci/devices/0000:03:00.0/vendor", "0x15b3");
        assertOnly(ports(), Status.FAIL, "NVIDIA (Mellanox) adapter is there: `modprobe mlx5_ib`");
        assertEquals(List.of(), new MtuCheck(fake.host(), fake.examined()).look());
        assertEquals(List.of(), new GidCheck(fake.host(), fake.examined()).look());
        assertEquals(List.of(), limits(PLENTY, 1, 0).look());
    }

    @Test
    void portsOfAllDevices() {
        fake.device("rxe0").file("/sys/class/infiniband/rxe0/ports/2/state", "1: DOWN");
        final List<Finding> both = ports().look();
        assertEquals(2, both.size());
        assertFinding(both.getFirst(), Status.OK,
            "rxe0 port 1: ACTIVE, LinkUp, 100 Gb/sec (4X EDR), Ethernet, lo 127.0.0.1");
        assertFinding(both.getLast(), Status.FAIL, "rxe0 port 2: DOWN", "`ip link set lo up`");
        assertFinding(ports("rxe1").look().getFirst(), Status.FAIL, "no RDMA device rxe1", "name one of these: rxe0");
    }

    @Test
    void aPortThatIsDownMattersWhereNoOtherWillDo() {
        fake.device("rxe0").device("rxe1", "1: DOWN", "Ethernet");
        assertFinding(ports().look().getLast(), Status.WARN, "rxe1 port 1: DOWN, Disabled");
        assertFinding(ports("rxe0", "rxe1").look().getLast(), Status.FAIL, "rxe1 port 1: DOWN");
        fake.device("rxe0", "1: DOWN", "Ethernet");
        ports().look().forEach(finding -> assertFinding(finding, Status.FAIL, "cable"));
    }

    @Test
    void infiniBandTakesASubnetManagerAndAnAddress() {
        fake.device("mlx5_0", "2: INIT", "InfiniBand");
        assertOnly(ports(), Status.FAIL, "INIT", "subnet manager", "opensm");
        fake.device("mlx5_0", "1: DOWN", "InfiniBand");
        assertOnly(ports(), Status.FAIL, "check cable and switch");
        fake.device("mlx5_0", "4: ACTIVE", "InfiniBand").file("/sys/class/infiniband/mlx5_0/parent", "none-such");
        assertOnly(ports(), Status.FAIL, "no network address", "ip addr add", "IPoIB");
    }

    @ParameterizedTest
    @CsvSource({"65520, 4096", "9000, 4096", "4192, 4096", "4191, 2048", "2144, 2048", "2143, 1024", "1500, 1024",
        "1119, 512", "600, 256", "100, 256"})
    void payloadOfRoce(final long mtu, final int payload) {
        assertEquals(payload, MtuCheck.activePayload(mtu));
    }

    @Test
    void mtu() {
        fake.device("rxe0").file("/sys/class/net/lo/mtu", "9000");
        assertOnly(new MtuCheck(fake.host(), fake.examined()), Status.OK, "MTU of lo is 9000", "carries 4096 bytes");
        fake.file("/sys/class/net/lo/mtu", "1500");
        assertOnly(new MtuCheck(fake.host(), fake.examined()), Status.WARN,
            "carries 1024 bytes", "collapse", "`ip link set lo mtu 9000` on both hosts");
        fake.file("/sys/class/infiniband/rxe0/node_type", "4: RNIC");
        assertOnly(new MtuCheck(fake.host(), fake.examined()), Status.OK, "iWARP");
        fake.file("/sys/class/infiniband/rxe0/node_type", "1: CA").device("rxe0", "4: ACTIVE", "InfiniBand");
        assertOnly(new MtuCheck(fake.host(), fake.examined()), Status.OK, "subnet manager");
    }

    @Test
    void gid() {
        fake.device("rxe0").gid("rxe0", 0, "fe80:0000:0000:0000:5054:00ff:fe77:0001", "RoCE v2");
        assertOnly(gids(), Status.FAIL, "rxe0: its table has no entry for 127.0.0.1");
        fake.gid("rxe0", 2, FakeHost.GID, "IB/RoCE v1");
        assertOnly(gids(), Status.WARN, "has only index 2, RoCE v1");
        fake.gid("rxe0", 10, FakeHost.GID, "RoCE v2");
        assertOnly(gids(), Status.OK, "rxe0: index 10, RoCE v2, " + FakeHost.GID + " (127.0.0.1)");
        fake.device("rxe0", "1: DOWN", "Ethernet");
        assertEquals(List.of(), gids().look());
    }

    @Test
    void gidOfInfiniBandIsThePorts() {
        fake.device("mlx5_0", "4: ACTIVE", "InfiniBand");
        assertOnly(gids(), Status.FAIL, "no GID");
        fake.gid("mlx5_0", 0, "0000:0000:0000:0000:0000:0000:0000:0000", "IB/RoCE v1");
        assertOnly(gids(), Status.FAIL, "no GID");
        fake.gid("mlx5_0", 0, "fe80:0000:0000:0000:0002:c903:0000:0001", "IB/RoCE v1");
        assertOnly(gids(), Status.OK, "index 0, fe80:");
    }

    @ParameterizedTest
    @CsvSource({"10.77.0.1, 0000:0000:0000:0000:0000:ffff:0a4d:0001",
        "fd00::a:1, fd00:0000:0000:0000:0000:0000:000a:0001"})
    void gidOfAnAddress(final String address, final String gid) throws Exception {
        assertEquals(gid, GidCheck.gid(InetAddress.getByName(address)));
    }

    @Test
    void limitsOfDevices() {
        fake.device("rxe0");
        assertOnly(limits(PLENTY, 10 << 20, 0), Status.OK,
            "rxe0: READ depth 16, regions up to any size", "for 113 connections");
        assertOnly(limits(new DeviceLimits(1L << 29, 1, 4, 1 << 20, 1, 16), 10 << 20, 0), Status.FAIL,
            "regions up to 512.0 MiB", "registers 1.0 GiB at a time");
        assertOnly(limits(new DeviceLimits(1L << 29, 1, 4, 1 << 20, 1, 16), 10 << 20, 1 << 28), Status.OK);
        assertOnly(limits(new DeviceLimits(1L << 30, 1, 4, 1 << 20, 1, 16), 4L << 30, 0), Status.FAIL,
            "registers 2.0 GiB at a time", "smaller --pool");
        assertOnly(limits(new DeviceLimits(-1, 1, 4, 1 << 20, 1, 0), 1, 0), Status.FAIL, "can't READ");
        assertOnly(limits(new DeviceLimits(-1, 1, 4, 1 << 20, 1, 2), 1, 0), Status.WARN, "READ depth 2", "--device");
        assertOnly(limits(new DeviceLimits(-1, 1, 4, 128, 1, 16), 1, 0), Status.FAIL, "for 0 connections");
        assertOnly(limits(new DeviceLimits(-1, 1, 4, 432, 1, 16), 1, 0), Status.WARN, "for 3 connections");
        assertOnly(limits(new DeviceLimits(-1, 1, 1, 1 << 20, 1, 16), 1, 0), Status.FAIL, "1 pieces per request");
    }

    @Test
    void aDeviceThatCantBeOpened() {
        fake.device("rxe0");
        final LimitsCheck check = new LimitsCheck(fake.examined(), FakeHost.questions(1, 0), device -> {
            throw new TransportException("device " + device + " can't be opened; see `access`");
        });
        assertOnly(check, Status.FAIL, "device rxe0 can't be opened; see `access`");
    }

    private PortCheck ports(final String... named) {
        return new PortCheck(fake.host(), fake.examined(named));
    }

    private GidCheck gids() {
        return new GidCheck(fake.host(), fake.examined());
    }

    private LimitsCheck limits(final DeviceLimits limits, final long pool, final long images) {
        return new LimitsCheck(fake.examined(), FakeHost.questions(pool, images), device -> limits);
    }
}
