package org.rankferry.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

import com.fasterxml.jackson.jr.ob.JSON;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.observe.AgentCounter;
import org.rankferry.engine.observe.HostAgents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code send} and {@code receive} as users run them, with files and standard input. */
@Tag("slow")
class SendReceiveTest {
    private static final long SEED = 20;
    private static final int LONG = Patience.bytes(60_000_000);
    private static final Wire WIRE = Wire.preferShm();

    private Programs programs;

    @BeforeEach
    void open() throws IOException {
        programs = new Programs();
    }

    @AfterEach
    void close() {
        programs.close();
    }

    @ParameterizedTest
    @CsvSource({"NETWORK, file", "SHM, memory"})
    void filesAndStandardInputArriveByteForByte(final Wire wire, final String store) throws Exception {
        final Path images = programs.root().resolve("images");
        final Programs.Program target = receive(wire, "--store", store, "--dir", images.toString());
        final Path a = file("a", 3_000_001);
        final Path b = file("b", 0);
        final Path c = file("c", 2 << 20);
        final Path input = file("input", 1_234_567);
        final Path json = programs.root().resolve("send.json");
        final Programs.Program source = programs.rankferry(input, args("send", wire, address(target),
            "--rank", "3", "--stream", "ctx", a.toString(), "--rank", "3", b.toString(), "--rank", "3", c.toString(),
            "--rank", "70", "--stream", "in", "-", "--json", json.toString()));
        source.assertOk();
        target.assertOk();
        assertEquals(-1, Files.mismatch(a, images.resolve("rank-3").resolve("ctx")));
        assertEquals(-1, Files.mismatch(b, images.resolve("rank-3").resolve("b")));
        assertEquals(-1, Files.mismatch(c, images.resolve("rank-3").resolve("c")));
        assertEquals(-1, Files.mismatch(input, images.resolve("rank-70").resolve("in")));
        programs.assertNothingRuns();
        programs.rankferry("verify", images.toString()).assertOk();

        final Map<String, Object> result = JSON.std.mapFrom(Files.readString(json));
        assertEquals(wire.transport(), result.get("transport"));
        assertEquals("ok", result.get("verify"));
        assertEquals(2, result.get("ranks"));
        assertTrue(source.out().contains("transport " + wire.transport() + ": asked for by name"), source.out());
    }

    @Test
    void aTargetThatKeepsListeningTakesSetAfterSetUntilItIsStopped() throws Exception {
        final Programs.Program target = receive(WIRE, "--keep-listening");
        final Path a = file("a", 100_000);
        for (int epoch = 1; epoch <= 2; epoch++) {
            send(address(target), "--epoch", Integer.toString(epoch), "--rank", "0", a.toString()).assertOk();
            final Path set = programs.images().resolve("default").resolve("job-" + epoch);
            target.awaitLine("job job, epoch " + epoch + " is in " + set);
            assertEquals(-1, Files.mismatch(a, set.resolve("rank-0").resolve("a")));
        }
        final String refused =
            send(address(target), "--epoch", "2", "--rank", "0", a.toString()).assertFailed(1);
        assertTrue(refused.contains("epoch 2 of job job is over: epoch 2 was committed here"), refused);
        final Programs.Program stat = programs.rankferry("stat", "--once", "--errors");
        stat.assertOk();
        assertTrue(stat.out().startsWith("target default, pid " + target.process().pid() + ", up "), stat.out());
        assertTrue(stat.out().contains("                   2  sets_committed (sets)"), stat.out());
        target.process().destroy();
        assertEquals("rankferry: stopped by a signal", target.assertFailed(143));
        programs.assertNothingRuns();
    }

    @Test
    void aWrongSecretIsSaidOnceAndTheTargetListensOn() throws Exception {
        final Programs.Program target = receive(WIRE);
        final Path other = programs.root().resolve("other");
        SecretFile.create(other);
        final Path a = file("a", 1000);
        final String line = programs.rankferry("send", "--connect", address(target), "--transport", WIRE.transport(),
            "--secret-file", other.toString(), "--rank", "0", a.toString()).assertFailed(1);
        assertTrue(line.contains("shared secret; give both ends the same --secret-file"), line);
        send(address(target), "--rank", "0", a.toString()).assertOk();
        target.assertOk();
        programs.assertNothingRuns();
    }

    @Test
    void aSetThatDoesNotFitIsRefusedBeforeTheFirstByte() throws Exception {
        final Programs.Program target = receive(WIRE, "--max-bytes", "1M");
        final String line = send(address(target), "--rank", "0", file("a", 1_048_577).toString()).assertFailed(1);
        assertTrue(line.contains(
            "image set of 1048577 bytes does not fit: this target's memory store has room for 1048576"), line);
        send(address(target), "--rank", "0", file("b", 1_048_576).toString()).assertOk();
        target.assertOk();
    }

    @Test
    void theSecondTargetTakesOverAndFilesAreReadAgain() throws Exception {
        final Programs.Program first = receive(WIRE, "--name", "first");
        final Programs.Program second = receive(WIRE, "--name", "second");
        final Path a = file("a", LONG);
        final Programs.Program source = send(
            address(first) + "," + address(second), "--rank", "0", a.toString(), "--chunk", "4k", "--pool", "8k",
            "--deadline", Patience.deadline("resume", 1));
        awaitBytes(first);
        first.process().destroyForcibly();
        source.assertOk();
        second.assertOk();
        assertTrue(source.err().contains("going on with " + address(second)), source.err());
        final Path set = Path.of(second.awaitLine("job job, epoch ").replaceFirst(".* is in ", ""));
        assertEquals(-1, Files.mismatch(a, set.resolve("rank-0").resolve("a")));
    }

    @Test
    void standardInputCannotBeReadAgain() throws Exception {
        final Programs.Program first = receive(WIRE, "--name", "first");
        final Programs.Program second = receive(WIRE, "--name", "second");
        final Programs.Program source = programs.rankferry(file("in", LONG), args(
            "send", WIRE, address(first) + "," + address(second), "--rank", "0", "-", "--chunk", "4k", "--pool", "8k",
            "--deadline", Patience.deadline("resume", 1)));
        awaitBytes(first);
        first.process().destroyForcibly();
        final String line = source.assertFailed(1);
        assertEquals("rankferry: the target was lost, and the image of rank 0 is wanted again from its start: standard"
            + " input was read already and can't be read again; give a file, or send it anew", line);
        assertTrue(second.assertFailed(1).contains("given up by the source: the target was lost"), second.err());
    }

    @Test
    void aKilledSourceLeavesNoSetAndItsPoolGoesWithTheNextStart() throws Exception {
        final Programs.Program target = receive(WIRE, "--deadline", Patience.deadline("resume", 1));
        final Path a = file("a", LONG);
        final String[] options = {"--rank", "0", a.toString(), "--chunk", "4k", "--pool", "8k"};
        final Programs.Program source = send(address(target), options);
        awaitBytes(target);
        source.process().destroyForcibly();
        final String line = target.assertFailed(1);
        assertTrue(line.contains("source of job job is lost"), line);
        assertFalse(Files.exists(programs.images().resolve("default").resolve("manifest.json")));
        assertTrue(Files.exists(programs.run().resolve("source-job")), "what a killed source leaves");

        final Programs.Program again = receive(WIRE, "--name", "again");
        send(address(again), options).assertOk();
        again.assertOk();
        programs.assertNothingRuns();
    }

    /** Waits until images arrive there. */
    private void awaitBytes(final Programs.Program target) throws InterruptedException {
        Await.that("the first bytes", () -> {
            for (final HostAgents.Found found : HostAgents.read(programs.run())) {
                if (found.snapshot() != null && found.snapshot().pid() == target.process().pid()
                    && found.snapshot().value(AgentCounter.BYTES_READ) > 0) {
                    return true;
                }
            }
            return false;
        });
    }

    private Programs.Program receive(final Wire wire, final String... options) throws IOException {
        final String[] args = new String[options.length + 7];
        System.arraycopy(options, 0, args, 7, options.length);
        System.arraycopy(new String[] {"receive", "--listen", wire.listen(programs.root()), "--transport",
            wire.transport(), "--secret-file", programs.secret().toString()}, 0, args, 0, 7);
        return programs.rankferry(args);
    }

    private Programs.Program send(final String address, final String... options) throws IOException {
        return programs.rankferry(args("send", WIRE, address, options));
    }

    private String[] args(final String command, final Wire wire, final String address, final String... options) {
        final String[] args = new String[options.length + 7];
        System.arraycopy(new String[] {command, "--connect", address, "--transport", wire.transport(), "--secret-file",
            programs.secret().toString()}, 0, args, 0, 7);
        System.arraycopy(options, 0, args, 7, options.length);
        return args;
    }

    private static String address(final Programs.Program target) throws InterruptedException {
        return target.awaitLine("listening at ").replaceFirst("listening at (.*); transport .*", "$1");
    }

    private Path file(final String name, final int length) throws IOException {
        final byte[] bytes = new byte[length];
        new Random(SEED + name.hashCode()).nextBytes(bytes);
        return Files.write(programs.root().resolve(name), bytes);
    }
}
