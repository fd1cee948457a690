package org.rankferry.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.observe.AgentCounter;
import org.rankferry.engine.observe.HostAgents;

import static org.junit.jupiter.api.Assertions.assertFalse;

/**
 * A node of its own for each test: a run directory, a secret, and the agents and ranks that the test starts.
 *
 * <p>When a test has passed, targets that still listen are stopped as a user would stop them; then no process may be
 * left, nothing may lie in the run directory, and no image set may be half there.
 */
final class Node implements BeforeEachCallback, AfterEachCallback {
    /** The job of all tests. */
    static final String JOB = "lu";
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String ADDRESS_BEGIN = "listening at ";
    private static final String ADDRESS_END = "; transport ";
    private static final Path NO_INPUT = Path.of("/dev/null");
    /** For JVMs that live for a second. */
    private static final List<String> SMALL = List.of("-Xmx64m", "-XX:TieredStopAtLevel=1");

    private final List<ChildProcess> children = new ArrayList<>();
    private final List<ChildProcess> listening = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private Path root;

    @Override
    public void beforeEach(final ExtensionContext context) throws IOException {
        root = Files.createTempDirectory(Files.isWritable(MEMORY) ? MEMORY : Path.of("/tmp"), "rankferry-test-");
        SecretFile.create(secret());
    }

    @Override
    public void afterEach(final ExtensionContext context) throws Exception {
        try {
            if (context.getExecutionException().isEmpty()) {
                for (final ChildProcess target : listening) {
                    if (target.isAlive()) {
                        stop(target);
                    }
                }
                for (final ChildProcess child : children) {
                    assertFalse(child.isAlive(), () -> "left alive: " + child);
                }
                assertNothingLeft();
            } else {
                children.forEach(child -> System.out.println(child.toString().stripTrailing()));
            }
        } finally {
            for (final ChildProcess child : children) {
                child.destroy();
            }
            children.clear();
            listening.clear();
            Leftovers.remove(root);
            if (Files.exists(runDirectory())) {
                Leftovers.remove(runDirectory()); // what a failed test has left
            }
        }
    }

    // --- places

    /** For whatever a test makes; removed after it. */
    Path root() {
        return root;
    }

    Path secret() {
        return root.resolve("secret");
    }

    Path runDirectory() {
        return WarmJvm.isWanted() ? WarmJvm.runDirectory() : root.resolve("run");
    }

    /** Where the pool of a source of {@link #JOB} lies. */
    Path pool() {
        return runDirectory().resolve("source-" + JOB).resolve("pool");
    }

    /** The door at which a source of {@link #JOB} takes ranks. */
    Path door() {
        return runDirectory().resolve("source-" + JOB).resolve("door");
    }

    /** Where a target of this name puts its image set. */
    Path images(final String target) {
        return root.resolve("images-" + target);
    }

    /** The directory that one image set lies in while it arrives, or null. */
    static boolean hasManifest(final Path images) {
        return Files.exists(images.resolve("manifest.json"));
    }

    /** What processes that are started from here on have in their environment. */
    void environment(final String name, final String value) {
        environment.put(name, value);
    }

    // --- agents and ranks

    /** {@code rankferry receive} with the name "default"; comes back when it listens. */
    ChildProcess receive(final String... arguments) throws IOException, InterruptedException {
        return receiveAs("default", arguments);
    }

    /** {@code rankferry receive --name NAME}; comes back when it listens. */
    ChildProcess receiveAs(final String name, final String... arguments) throws IOException, InterruptedException {
        final ChildProcess target = startReceive(name, arguments);
        target.awaitOut(ADDRESS_BEGIN);
        listening.add(target);
        return target;
    }

    /** The same without a wait, for one that will not come up. */
    ChildProcess startReceive(final String name, final String... arguments) throws IOException {
        return rankferry(words("receive", arguments, usualOfTarget(name)));
    }

    Map<String, String> usualOfTarget(final String name) {
        return Map.of(
            "--transport", Wire.NETWORK.transport(), "--listen", Wire.NETWORK.listen(root),
            "--secret-file", secret().toString(), "--progress", "none", "--name", name,
            "--dir", images(name).toString());
    }

    /** Where a target listens. */
    static String address(final ChildProcess target) throws InterruptedException {
        final String line = target.awaitOut(ADDRESS_BEGIN);
        return line.substring(ADDRESS_BEGIN.length(), line.indexOf(ADDRESS_END));
    }

    /** {@code rankferry receive} over a wire; comes back when it listens. */
    ChildProcess receive(final Wire wire, final String... arguments) throws IOException, InterruptedException {
        return receive(words(arguments, "--transport", wire.transport(), "--listen", wire.listen(root)));
    }

    /** {@code rankferry send} to a target. */
    ChildProcess send(final ChildProcess target, final String... arguments) throws IOException, InterruptedException {
        return send(address(target), arguments);
    }

    /** {@code rankferry send} to an address. */
    ChildProcess send(final String address, final String... arguments) throws IOException {
        return rankferry(words("send", arguments, usualOfSource(address)));
    }

    /** {@code rankferry send} over a wire to a target. */
    ChildProcess send(final Wire wire, final ChildProcess target, final String... arguments)
        throws IOException, InterruptedException {

        return send(target, words(arguments, "--transport", wire.transport()));
    }

    /** The same with a file as its standard input. */
    ChildProcess sendInput(final Path input, final ChildProcess target, final String... arguments)
        throws IOException, InterruptedException {

        return sendInput(input, address(target), arguments);
    }

    /** {@code rankferry send} to an address with a file as its standard input. */
    ChildProcess sendInput(final Path input, final String address, final String... arguments) throws IOException {
        final List<String> words = words("send", arguments, usualOfSource(address));
        return start("rankferry send", JavaCommand.rankferry(SMALL, words), input);
    }

    Map<String, String> usualOfSource(final String address) {
        return Map.of(
            "--transport", Wire.NETWORK.transport(), "--connect", address, "--secret-file", secret().toString(),
            "--progress", "none", "--job", JOB);
    }

    /** Options, and more of them. */
    static String[] words(final String[] arguments, final String... more) {
        return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
    }

    /** A command with the test's own options, and the usual ones that the test does not give. */
    static List<String> words(final String command, final String[] given, final Map<String, String> usual) {
        final List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of(given));
        usual.forEach((option, value) -> {
            if (!words.contains(option)) {
                words.addAll(List.of(option, value));
            }
        });
        return words;
    }

    /** Any command. */
    ChildProcess rankferry(final String... words) throws IOException {
        return rankferry(List.of(words));
    }

    /** The same. */
    ChildProcess rankferry(final List<String> words) throws IOException {
        return WarmJvm.isWanted() ? child(ChildProcess.of("rankferry " + words.getFirst(), WarmJvm.start(words)))
            : rankferry(SMALL, words);
    }

    /** Any command with other options of the JVM. */
    ChildProcess rankferry(final List<String> jvmOptions, final List<String> words) throws IOException {
        return start("rankferry " + words.getFirst(), JavaCommand.rankferry(jvmOptions, words), NO_INPUT);
    }

    /** The same, started by another program: {@code prefix} and then the command. */
    ChildProcess rankferryBy(final List<String> prefix, final List<String> words) throws IOException {
        final List<String> command = new ArrayList<>(prefix);
        command.addAll(JavaCommand.rankferry(SMALL, words));
        return start("rankferry " + words.getFirst(), command);
    }

    /** {@code rankferry-rank}; it waits for the source to come up. */
    ChildProcess rank(final int rank, final String... arguments) throws IOException {
        final List<String> words = new ArrayList<>(List.of(
            program("bin/rankferry-rank"), "--job", JOB, "--rank", Integer.toString(rank), "--wait", "--json"));
        words.addAll(List.of(arguments));
        return start("rank " + rank, words);
    }

    /** One of the C programs. */
    ChildProcess program(final String name, final String program, final List<String> arguments) throws IOException {
        final List<String> words = new ArrayList<>(List.of(program(program)));
        words.addAll(arguments);
        return start(name, words);
    }

    /** Any program; the first word is its path, or is found on this process's. */
    ChildProcess command(final String name, final List<String> words) throws IOException {
        return start(name, words);
    }

    /** A shell script of these lines, below {@link #root}. */
    Path script(final String name, final String... lines) throws IOException {
        final Path script = Files.write(root.resolve(name), List.of("#!/bin/sh", String.join("\n", lines)));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }

    /** Any command with an environment. */
    ChildProcess command(final String name, final List<String> words, final Map<String, String> environment)
        throws IOException {

        return child(ChildProcess.start(name, words, environment, NO_INPUT));
    }

    /** {@code rankferry-rank --verify-content WHERE}. */
    ChildProcess checkContent(final Path where, final int rank, final long bytes) throws IOException {
        return start("check of rank " + rank, List.of(
            program("bin/rankferry-rank"), "--verify-content", where.toString(), "--job", JOB,
            "--rank", Integer.toString(rank), "--bytes", Long.toString(bytes)));
    }

    /** {@code faulty-rank}; it waits for the source to come up. */
    ChildProcess faultyRank(final int rank, final String... arguments) throws IOException {
        final List<String> words = new ArrayList<>(List.of(
            program("test/faulty-rank"), "--job", JOB, "--rank", Integer.toString(rank)));
        words.addAll(List.of(arguments));
        return start("faulty rank " + rank, words);
    }

    /** Stops an agent as a user does, and checks that it goes without noise. */
    static void stop(final ChildProcess agent) throws InterruptedException {
        agent.terminate();
        agent.awaitFault(ChildProcess.TERMINATED, "stopped by a signal");
    }

    // --- what is there

    /** Waits until the first bytes of a rank's image have come, in the directory of a target's only set. */
    void awaitImage(final String target, final int rank) throws InterruptedException {
        final Path file = images(target).resolve("rank-" + rank).resolve("image");
        Await.that(file + " is there", () -> Files.size(file) > 0);
    }

    /** Waits until a target has welcomed a source: its Hello, Proof and PoolRegions have come. */
    void awaitSource(final String target) throws InterruptedException {
        Await.that("a source is welcome", () -> HostAgents.read(runDirectory()).stream().anyMatch(found ->
            found.directory().endsWith("target-" + target) && found.snapshot().value(AgentCounter.FRAMES_IN) >= 3));
    }

    /** Like {@link #awaitImage}, where a target has a directory for each set. */
    void awaitImageBelow(final String target, final int rank) throws InterruptedException {
        Await.that("an image of rank " + rank + " is there", () -> {
            try (Stream<Path> sets = Files.list(images(target))) {
                return sets.anyMatch(set -> Files.exists(set.resolve("rank-" + rank).resolve("image")));
            }
        });
    }

    /** Checks that every rank's image is in a committed set, byte for byte. */
    void assertContent(final Path images, final int ranks, final long bytes) throws IOException, InterruptedException {
        final List<ChildProcess> checks = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
            checks.add(checkContent(images, rank, bytes));
        }
        for (final ChildProcess check : checks) {
            check.awaitExit(0);
        }
    }

    private void assertNothingLeft() throws IOException {
        Leftovers.assertNone(runDirectory());
        try (Stream<Path> files = Files.list(root)) {
            files.filter(file -> file.getFileName().toString().startsWith("images-"))
                .forEach(Leftovers::assertNoHalfSet);
        }
    }

    private ChildProcess start(final String name, final List<String> command) throws IOException {
        return start(name, command, NO_INPUT);
    }

    private ChildProcess start(final String name, final List<String> command, final Path input) throws IOException {
        final Map<String, String> with = new HashMap<>(environment);
        with.put("RANKFERRY_RUN_DIR", runDirectory().toString());
        return child(ChildProcess.start(name, command, with, input));
    }

    private ChildProcess child(final ChildProcess child) {
        children.add(child);
        return child;
    }

    /** Path of one of the C programs. */
    static String program(final String name) {
        // Surefire and every other runner of this module's tests start in the module.
        final Path inModule = Path.of("target", "native").resolve(name).toAbsolutePath();
        Needs.that(Files.isExecutable(inModule), inModule + " is not built");
        return inModule.toString();
    }
}
