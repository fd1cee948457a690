package org.rankferry.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.api.SecretFile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Two doctors READ from each other over a device, in processes of their own. */
@Tag("rdma")
class DoctorTest {
    private static final String LISTENING = "listening at ";
    private static final String PEER = "ok    peer       READs ";

    @TempDir
    private Path root;
    private final List<ChildProcess> children = new ArrayList<>();
    private String address;

    @BeforeEach
    void findDevice() {
        address = System.getProperty("rankferry.test.address");
        Needs.that(address != null && Files.isDirectory(Path.of("/sys/class/infiniband")),
            "two doctors take an RDMA device and its address in -Drankferry.test.address");
    }

    @AfterEach
    void end() throws InterruptedException {
        for (final ChildProcess child : children) {
            child.destroy();
        }
    }

    @Test
    void readsThereAndBack() throws Exception {
        final ChildProcess listener = start("listener", "doctor", "--listen", address + ":0");
        final String at = listeningAt(listener);
        for (int i = 0; i < 2; i++) {
            final Path json = root.resolve("peer-" + i + ".json");
            final ChildProcess caller = start("caller " + i, "doctor", "--peer", at, "--json", json.toString());
            caller.awaitExit(0);
            assertEquals(2, caller.out().stream().filter(line -> line.startsWith(PEER)).count(), caller::toString);
            final Map<String, Object> result = JSON.std.mapFrom(Files.readString(json));
            final Map<?, ?> peer = (Map<?, ?>) result.get("peer");
            assertEquals(at, peer.get("address"));
            for (final String direction : List.of("read_here", "read_there")) {
                final Map<?, ?> figures = (Map<?, ?>) peer.get(direction);
                assertEquals(4096, figures.get("small_bytes"));
                assertEquals(1 << 20, figures.get("large_bytes"));
                assertTrue(number(figures.get("p99_us")) >= number(figures.get("p50_us")), figures.toString());
                assertTrue(number(figures.get("gib_per_s")) > 0, figures.toString());
            }
        }
        Await.that("the listener tells of both", () ->
            listener.out().stream().filter(line -> line.startsWith(PEER)).count() == 4);
        listener.terminate();
        listener.awaitExit(ChildProcess.TERMINATED);
    }

    @Test
    void whoIsNoDoctorIsNamed() throws Exception {
        final Path secret = root.resolve("secret");
        SecretFile.create(secret);
        final ChildProcess target = start(
            "target", "receive", "--listen", address + ":0", "--secret-file", secret.toString(), "--transport", "rdma",
            "--store", "file", "--dir", root.resolve("images").toString(), "--name", "doctor-test", "--progress",
            "none");
        final String at = listeningAt(target);
        final ChildProcess caller = start("caller", "doctor", "--peer", at);
        caller.awaitFault(1, "what must be put right for RDMA: peer");
        assertTrue(
            caller.out().getLast().startsWith(
                "fail  peer       " + at + " takes RDMA connections but is no `rankferry doctor --listen`"),
            caller::toString);
        target.terminate();
        target.awaitExit(ChildProcess.TERMINATED);
        final ChildProcess late = start("late", "doctor", "--peer", at);
        late.awaitFault(1, "peer");
        assertTrue(
            late.out().getLast().startsWith("fail  peer       no `rankferry doctor --listen` at " + at),
            late::toString);
    }

    /** {@code listening at 10.0.0.1:7401: ...}, or {@code ...; ...}. */
    private static String listeningAt(final ChildProcess process) throws InterruptedException {
        final String line = process.awaitOut(LISTENING).substring(LISTENING.length());
        return line.split("[;:] ", 2)[0];
    }

    private static double number(final Object value) {
        return ((Number) value).doubleValue();
    }

    private ChildProcess start(final String name, final String... words) throws Exception {
        final ChildProcess child = WarmJvm.isWanted()
            ? ChildProcess.of(name, WarmJvm.start(List.of(words)))
            : ChildProcess.start(
                name, JavaCommand.rankferry(List.of(), List.of(words)), Map.of("RANKFERRY_RUN_DIR", run().toString()),
                Path.of("/dev/null"));
        children.add(child);
        return child;
    }

    private Path run() throws Exception {
        final Path run = root.resolve("run");
        if (!Files.exists(run)) {
            Files.createDirectory(
                run, PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwx------")));
        }
        return run;
    }
}
