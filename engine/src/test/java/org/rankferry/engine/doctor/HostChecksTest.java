package org.rankferry.engine.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.api.RdmaOptions;
import org.rankferry.engine.transport.Availability;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.Fabric;
import org.rankferry.engine.transport.FabricNeeds;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.engine.transport.Transport;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.engine.transport.Transports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankferry.engine.doctor.Findings.assertOnly;

/** Checks of the host, the JVM and the libraries. */
class HostChecksTest {
    private static final String ISA = "amd64";

    @TempDir
    private Path root;
    private FakeHost fake;

    /** A transport that can run, or not. */
    private record Fake(String name, int autoOrder, boolean usable, String reason) implements Transport {
        @Override
        public int payloadCopies() {
            return 0;
        }

        @Override
        public Availability availability(final FabricNeeds needs) {
            return new Availability(usable, reason);
        }

        @Override
        public Fabric open(final FabricNeeds needs, final Readiness readiness) {
            throw new AssertionError("a check opens nothing");
        }
    }

    @BeforeEach
    void open() {
        fake = new FakeHost(root);
    }

    @Test
    void kernel() {
        assertOnly(new KernelCheck(fake.host(), ISA), Status.FAIL, "no Linux release");
        fake.file("/proc/sys/kernel/osrelease", "6.1.0-56-amd64");
        assertOnly(new KernelCheck(fake.host(), ISA), Status.OK, "Linux 6.1.0-56-amd64, x86_64");
        assertOnly(new KernelCheck(fake.host(), "aarch64"), Status.WARN, "aarch64", "--libdisni");
        fake.file("/proc/sys/kernel/osrelease", "5.14.0-503.el9");
        assertOnly(new KernelCheck(fake.host(), ISA), Status.OK);
        fake.file("/proc/sys/kernel/osrelease", "5.13.19");
        assertOnly(new KernelCheck(fake.host(), ISA), Status.WARN, "--reserve");
        fake.file("/proc/sys/kernel/osrelease", "4.18.0-553.el8");
        assertOnly(new KernelCheck(fake.host(), ISA), Status.WARN, "5.14");
    }

    @Test
    void jdk() {
        assertOnly(new JdkCheck(new JdkCheck.Facts("VM 25", 25, true, true, true)), Status.OK, "VM 25");
        assertOnly(new JdkCheck(new JdkCheck.Facts("VM 21", 21, true, true, true)), Status.FAIL, "JDK 25");
        assertOnly(
            new JdkCheck(new JdkCheck.Facts("VM 26", 26, false, true, true)), Status.FAIL,
            "start the JVM with --add-exports=java.base/sun.nio.ch=ALL-UNNAMED");
        assertOnly(
            new JdkCheck(new JdkCheck.Facts("VM 26", 26, true, false, false)), Status.FAIL,
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED --enable-native-access=ALL-UNNAMED");
        assertOnly(new JdkCheck(JdkCheck.Facts.ofThisJvm()), Status.OK, "25");
    }

    @Test
    void verbs() {
        assertOnly(new VerbsCheck(fake.host(), fake.examined(), name -> name.startsWith("libibverbs")), Status.FAIL,
            "missing: librdmacm.so.1;", "install libibverbs1");
        assertOnly(new VerbsCheck(fake.host(), fake.examined(), name -> true), Status.WARN, "providers none");
        fake.file("/etc/libibverbs.d/mlx5.driver", "driver mlx5").file("/etc/libibverbs.d/notes", "driver no");
        fake.file("/proc/self/maps", "7f00-7f01 r-xp 0 08:01 77    /usr/lib/libibverbs.so.1.14.44.0");
        assertOnly(new VerbsCheck(fake.host(), fake.examined(), name -> true), Status.OK,
            "libibverbs.so.1.14.44.0, librdmacm.so.1; providers mlx5");
        fake.device("rxe0");
        assertOnly(new VerbsCheck(fake.host(), fake.examined(), name -> true), Status.FAIL, "rxe0 needs rxe");
        fake.file("/etc/libibverbs.d/rxe.driver", "driver rxe");
        assertOnly(new VerbsCheck(fake.host(), fake.examined(), name -> true), Status.OK, "providers mlx5 rxe");
    }

    @Test
    void libdisni() {
        assertOnly(new DisniCheck("bundled", choice -> {
            throw new TransportException("the " + choice + " libdisni can't be loaded: no libibverbs; install it");
        }), Status.FAIL, "libdisni", "the bundled libdisni can't be loaded: no libibverbs; install it");
    }

    @Test
    void modules() {
        assertOnly(new ModulesCheck(fake.host(), fake.examined()), Status.FAIL,
            "not loaded: ib_uverbs, rdma_ucm", "`modprobe -a ib_uverbs rdma_ucm`");
        fake.directory("/sys/module/ib_uverbs");
        assertOnly(new ModulesCheck(fake.host(), fake.examined()), Status.FAIL, "not loaded: rdma_ucm;");
        fake.directory("/sys/class/misc/rdma_cm");
        assertOnly(new ModulesCheck(fake.host(), fake.examined()), Status.OK, "no device's driver");
        fake.device("rxe0");
        assertOnly(new ModulesCheck(fake.host(), fake.examined()), Status.OK, "rxe0 by rdma_rxe");
    }

    @Test
    void driversOfAdaptersAreModulesOfTheirBus() throws IOException {
        fake.device("mlx5_0").directory("/sys/class/infiniband/mlx5_0/device/driver");
        fake.directory("/sys/module/mlx5_core").directory("/sys/module/irdma");
        final Path link = root.resolve("sys/class/infiniband/mlx5_0/device/driver/module");
        Files.createSymbolicLink(link, root.resolve("sys/module/mlx5_core"));
        assertEquals("mlx5_core", ModulesCheck.driver(fake.host(), "mlx5_0"));
        fake.directory("/sys/module/mlx5_ib");
        assertEquals("mlx5_ib", ModulesCheck.driver(fake.host(), "mlx5_0"));
        Files.delete(link);
        Files.createSymbolicLink(link, root.resolve("sys/module/irdma"));
        assertEquals("irdma", ModulesCheck.driver(fake.host(), "mlx5_0"));
    }

    @Test
    void access() {
        assertOnly(new AccessCheck(fake.host()), Status.FAIL, "there is no /dev/infiniband/uverbs*", "container");
        fake.file("/dev/infiniband/uverbs0", "").file("/dev/infiniband/issm0", "");
        assertOnly(new AccessCheck(fake.host()), Status.FAIL, "no /dev/infiniband/rdma_cm", "modprobe rdma_ucm");
        fake.file("/dev/infiniband/rdma_cm", "");
        assertOnly(new AccessCheck(fake.host()), Status.OK, "/dev/infiniband/uverbs0, rdma_cm");
        fake.directory("/dev/infiniband/uverbs1");
        assertOnly(new AccessCheck(fake.host()), Status.FAIL, "uverbs1 can't be opened", "container");
    }

    @Test
    void remedyOfAccessIsTheFilesGroupWhereThatMayWrite() throws IOException {
        fake.file("/dev/infiniband/uverbs0", "");
        final Path file = root.resolve("dev/infiniband/uverbs0");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertTrue(AccessCheck.remedy(file).contains("udev rule"), AccessCheck.remedy(file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        final String group = Files.getAttribute(file, "posix:group").toString();
        assertTrue(
            AccessCheck.remedy(file).contains(group.equals("root") ? "udev rule" : "usermod -aG " + group),
            AccessCheck.remedy(file));
    }

    @Test
    void auto() {
        final FabricNeeds needs = FabricNeeds.listening(RdmaOptions.DEFAULT, new Endpoint.Inet("0.0.0.0", 0));
        final Fake tcp = new Fake("tcp", 100, true, "sockets");
        assertOnly(
            new AutoCheck(new Transports(List.of(tcp, new Fake("rdma", 10, true, "device rxe0"))), needs), Status.OK,
            "takes rdma: device rxe0");
        assertOnly(
            new AutoCheck(new Transports(List.of(tcp, new Fake("rdma", 10, false, "no device"))), needs), Status.WARN,
            "takes tcp: rdma can't run: no device; sockets", "live with tcp");
        assertOnly(
            new AutoCheck(new Transports(List.of(new Fake("rdma", 10, false, "no device"))), needs), Status.FAIL,
            "no transport can run here");
    }

    @Test
    void faultsOfTransportsEndWithTheRemedy() {
        assertEquals(
            new Finding("limits", Status.FAIL, "device a: is gone", "plug it in; or not"),
            Finding.fail("limits", new TransportException("device a: is gone; plug it in; or not")));
        assertEquals(
            new Finding("limits", Status.FAIL, "no flag", "add it: so"),
            Finding.fail("limits", new TransportException("no flag: add it: so")));
        assertEquals(
            Optional.of("see docs/operations.md"),
            Optional.of(Finding.fail("limits", new TransportException("broken"))).map(Finding::remedy));
    }
}
