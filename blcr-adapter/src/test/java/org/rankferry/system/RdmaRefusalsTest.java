package org.rankferry.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an agent refuses because of devices, memory limits and libraries, each in one line with the remedy. */
@Tag("slow")
@Tag("rdma")
class RdmaRefusalsTest {
    private static final String DOCTOR = "in `rankferry doctor`";
    private static final Path BUILT = Path.of("..", "engine", "target", "disni", "test").toAbsolutePath().normalize();
    private static final long BYTES = 2_000_003;

    @RegisterExtension
    private final Node node = new Node();

    @BeforeEach
    void needsDevice() {
        Needs.device();
    }

    @Test
    void aDeviceThatDoesNotExistIsAnsweredWithThoseThatDo() throws Exception {
        node.startReceive("default", "--device", "mlx5_7")
            .awaitFault(1, "there is no RDMA device mlx5_7; there are: ", Wire.rails().getFirst().device());
        node.send(Wire.nobody(), "--device", "mlx5_7", "--ranks", "1")
            .awaitFault(1, "there is no RDMA device mlx5_7; there are: ", Wire.rails().getFirst().device());
    }

    @Test
    void anAddressWithoutADeviceIsAnsweredWithThoseThatHaveOne() throws Exception {
        node.startReceive("default", "--listen", "127.0.0.1:0").awaitFault(
            1, "127.0.0.1:0 lies on no RDMA device; listen at an address of one: ", Wire.rails().getFirst().address());
        node.send("127.0.0.1:1", "--ranks", "1").awaitFault(
            1, "127.0.0.1, which lies on no RDMA device; ", Wire.rails().getFirst().address());
    }

    @Test
    void aPortThatIsDown() throws Exception {
        Needs.insideVm();
        try (NetworkLink link = NetworkLink.ofNewRail()) {
            link.down();
            node.startReceive("default", "--device", link.rail().device(), "--listen", link.rail().address() + ":0")
                .awaitFault(1, "port 1 of RDMA device " + link.rail().device() + " is DOWN", "`port` " + DOCTOR);
        }
    }

    @Test
    void aLockedMemoryLimitThatIsTooLow() throws Exception {
        // The limit does not hold for root, so that capability goes too.
        final List<String> limited = List.of(
            "prlimit", "--memlock=2097152:2097152", "setpriv", "--bounding-set", "-ipc_lock", "--inh-caps",
            "-ipc_lock");
        node.rankferryBy(limited, Node.words(
            "send", new String[] {"--ranks", "1", "--pool", "16M"}, node.usualOfSource(Wire.nobody())))
            .awaitFault(1, "device " + Wire.rails().getFirst().device() + " can't register 16777216 bytes of the chunk"
                + " pool", "Cannot allocate memory", "`memlock` (`ulimit -l`)", DOCTOR);
    }

    @Test
    void aLibdisniThatIsTooOld() throws Exception {
        final Path old = built("libdisni.so");
        cold("send", "--libdisni", old.toString(), "--ranks", "1").awaitFault(
            1, "the file libdisni, " + old, "does not fit DiSNI 2.1", "use the bundled one");
    }

    /** A library that has what DiSNI's Java half calls and nothing more, as a site may have installed one. */
    @Test
    void aLibdisniWithoutExtrasMovesImagesToo() throws Exception {
        final String plain = built("plain").resolve("libdisni.so").toString();
        final ChildProcess target = cold("receive", "--libdisni", plain);
        final ChildProcess source =
            cold("send", "--libdisni", plain, "--connect", Node.address(target), "--ranks", "1");
        final ChildProcess rank = node.rank(0, "--bytes", Long.toString(BYTES));
        rank.awaitExit(0);
        source.awaitExit(0);
        target.awaitExit(0);
        node.assertContent(node.images("default"), 1, BYTES);
    }

    /** In a JVM of its own: one that has run other commands has loaded its library. */
    private ChildProcess cold(final String command, final String... words) throws Exception {
        final Map<String, String> usual = command.equals("receive") ? node.usualOfTarget("default")
            : node.usualOfSource(Wire.nobody());
        return node.rankferryBy(List.of(), Node.words(command, words, usual));
    }

    private static Path built(final String name) {
        final Path path = BUILT.resolve(name);
        Needs.that(Files.exists(path), path + " is not built");
        return path;
    }
}
