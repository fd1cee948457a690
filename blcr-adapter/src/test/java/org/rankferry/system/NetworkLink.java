package org.rankferry.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network device that a test takes down, as if somebody pulled its cable. Only in a virtual machine of
 * {@code bin/rxe-vm}: a host could lose its network. Its RDMA device goes down and comes back with it.
 */
final class NetworkLink implements AutoCloseable {
    /** On the command line of a kernel that bin/rxe-vm has booted; nobody on a running host can put it there. */
    private static final String VM_MARK = "rankferry.vm=1";

    private static final AtomicInteger MADE = new AtomicInteger();

    private final String device;
    private final Wire.Rail rail;

    private NetworkLink(final String device, final Wire.Rail rail) {
        this.device = device;
        this.rail = rail;
    }

    /**
     * The link beneath a rail.
     *
     * @throws IllegalStateException outside of a virtual machine of {@code bin/rxe-vm}.
     */
    static NetworkLink beneath(final Wire.Rail rail) throws IOException {
        final String device =
            Files.readString(Path.of("/sys/class/infiniband", rail.device(), "parent")).strip();
        if (!isInVm()) {
            throw new IllegalStateException("device " + device + " is a host's; only a VM's network may be taken down");
        }
        return new NetworkLink(device, rail);
    }

    /**
     * A rail of the test's own, to be lost. Soft-RoCE makes no more connections once its connection manager had
     * something to send while its link was down, which other devices do not mind; so a rail is used for one such test
     * only.
     *
     * @throws IllegalStateException outside of a virtual machine of {@code bin/rxe-vm}.
     */
    static NetworkLink ofNewRail() throws IOException {
        if (!isInVm()) {
            throw new IllegalStateException("this is no VM; only there devices are made");
        }
        final int number = MADE.incrementAndGet();
        final String device = "spare" + number;
        final Wire.Rail rail = new Wire.Rail("10.79." + number + ".1", "rxespare" + number);
        run("ip", "link", "add", device, "mtu", "9000", "type", "dummy");
        run("ip", "addr", "add", rail.address() + "/24", "dev", device);
        run("ip", "link", "set", device, "up");
        run("rdma", "link", "add", rail.device(), "type", "rxe", "netdev", device);
        return new NetworkLink(device, rail);
    }

    /** This kernel was booted by {@code bin/rxe-vm}. */
    static boolean isInVm() throws IOException {
        return List.of(Files.readString(Path.of("/proc/cmdline")).strip().split(" ", -1)).contains(VM_MARK);
    }

    /** Address and RDMA device on this link. */
    Wire.Rail rail() {
        return rail;
    }

    /** Gives it an IPv6 address too, and returns that. */
    String addIpv6() throws IOException {
        final String address = "fd77::1";
        run("ip", "-6", "addr", "replace", address + "/64", "dev", device, "nodad");
        return address;
    }

    /** Nothing comes or goes from here on. */
    void down() throws IOException {
        run("ip", "link", "set", device, "down");
    }

    /** The device works again, with the addresses that it had. */
    void up() throws IOException {
        run("ip", "link", "set", device, "up");
    }

    /** Leaves the device up for the next test. */
    @Override
    public void close() throws IOException {
        up();
    }

    private static void run(final String... command) throws IOException {
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
    }
}
