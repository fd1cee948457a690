package org.rankferry.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A network device that a test takes down, as if somebody pulled its cable. Only in a virtual machine of
 * {@code bin/rxe-vm}: a host could lose its network. Its RDMA device goes down and comes back with it.
 */
final class NetworkLink implements AutoCloseable {
    /** On the command line of a kernel that bin/rxe-vm has booted; nobody on a running host can put it there. */
    private static final String VM_MARK = "rankferry.vm=1";

    private final String device;

    private NetworkLink(final String device) {
        this.device = device;
    }

    /**
     * The link of a device, for example {@code dummy0}.
     *
     * @throws IllegalStateException outside of a virtual machine of {@code bin/rxe-vm}.
     */
    static NetworkLink of(final String device) throws IOException {
        if (!isInVm()) {
            throw new IllegalStateException("device " + device + " is a host's; only a VM's network may be taken down");
        }
        return new NetworkLink(device);
    }

    /** The link beneath an RDMA device, for example {@code rxe1}. */
    static NetworkLink beneath(final String rdmaDevice) throws IOException {
        return of(Files.readString(Path.of("/sys/class/infiniband", rdmaDevice, "parent")).strip());
    }

    /** This kernel was booted by {@code bin/rxe-vm}. */
    static boolean isInVm() throws IOException {
        return List.of(Files.readString(Path.of("/proc/cmdline")).strip().split(" ", -1)).contains(VM_MARK);
    }

    /** Nothing comes or goes from here on. */
    void down() throws IOException {
        set("down");
    }

    /** The device works again, with the addresses that it had. */
    void up() throws IOException {
        set("up");
    }

    /** Leaves the device up for the next test. */
    @Override
    public void close() throws IOException {
        up();
    }

    private void set(final String state) throws IOException {
        final Process process =
            new ProcessBuilder("ip", "link", "set", device, state).redirectErrorStream(true).start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("ip link set " + device + " " + state + ": " + output);
        }
    }
}
