package org.rankferry.bufferpool.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankferry.bufferpool.PoolException;
import org.rankferry.bufferpool.PosixFile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(30)
class OwnedDirectoryTest {
    private static final long PID = ProcessHandle.current().pid();

    @TempDir
    private Path temporary;

    private Path run;
    private final List<Process> children = new ArrayList<>();

    @BeforeEach
    void nameRunDirectory() throws IOException {
        run = temporary.toRealPath().resolve("run");
    }

    @AfterEach
    void killChildren() {
        children.forEach(Process::destroyForcibly);
    }

    @Test
    void shouldMakeAPrivateDirectoryAndRemoveIt() throws IOException {
        try (OwnedDirectory directory = OwnedDirectory.forSource(run, "lu")) {
            assertEquals(run.resolve("source-lu"), directory.path());
            assertEquals("rwx------", mode(directory.path()));
            assertEquals("rwx------", mode(run));
            assertEquals("rw-------", mode(directory.path().resolve("lock")));
            assertFalse(directory.recovered());
            assertEquals(List.of(), directory.removed());
            Files.createDirectories(directory.path().resolve("a/b"));
            Files.writeString(directory.path().resolve("a/b/c"), "left");
            Files.createSymbolicLink(directory.path().resolve("link"), temporary);
        }
        assertEquals(Set.of(), list(run));
        assertTrue(Files.exists(temporary), "a link must not be followed");
    }

    @Test
    void shouldRefuseASecondOwnerInThisProcess() {
        try (OwnedDirectory first = OwnedDirectory.forSource(run, "lu");
            OwnedDirectory other = OwnedDirectory.forSource(run, "bt");
            OwnedDirectory target = OwnedDirectory.forTarget(run, "lu")) {
            for (int i = 0; i < 2; i++) {
                assertEquals("job lu already has a source on this host (pid " + PID +
                    "); stop it, or give this job another name", refusal(() -> OwnedDirectory.forSource(run, "lu")));
            }
            assertEquals("target lu already runs on this host (pid " + PID +
                "); stop it, or give this target another name", refusal(() -> OwnedDirectory.forTarget(run, "lu")));
            assertEquals(3, Set.of(first.path(), other.path(), target.path()).size());
        }
        OwnedDirectory.forSource(run, "lu").close();
    }

    @Test
    void shouldRefuseASecondOwnerInAnotherProcessAndLeaveItAlone() throws IOException {
        final Process owner = startOwner("lu");
        assertEquals("owned", owner.inputReader().readLine());
        final Set<Path> before = list(run.resolve("source-lu"));

        for (int i = 0; i < 2; i++) {
            assertEquals("job lu already has a source on this host (pid " + owner.pid() +
                "); stop it, or give this job another name", refusal(() -> OwnedDirectory.forSource(run, "lu")));
        }
        assertEquals(before, list(run.resolve("source-lu")));
        assertTrue(before.contains(run.resolve("source-lu/pool")));

        final Process second = startOwner("lu");
        assertTrue(second.inputReader().readLine().contains("(pid " + owner.pid() + ")"));
    }

    @Test
    void shouldKeepTheLockAfterRefusingAnotherOwnerInThisProcess() throws IOException {
        try (OwnedDirectory directory = OwnedDirectory.forSource(run, "lu")) {
            refusal(() -> OwnedDirectory.forSource(run, "lu"));
            final Process other = startOwner("lu");
            assertEquals("job lu already has a source on this host (pid " + PID +
                "); stop it, or give this job another name", other.inputReader().readLine());
            assertTrue(Files.exists(directory.path()));
        }
    }

    @Test
    void shouldLeaveNothingWhenAnOwnerEnds() throws Exception {
        final Process owner = startOwner("lu");
        assertEquals("owned", owner.inputReader().readLine());
        owner.getOutputStream().close();
        assertTrue(owner.waitFor(20, TimeUnit.SECONDS));

        assertEquals(Set.of(), list(run));
        try (OwnedDirectory directory = OwnedDirectory.forSource(run, "lu")) {
            assertFalse(directory.recovered());
        }
    }

    @Test
    void shouldEmptyTheDirectoryOfAKilledOwner() throws Exception {
        final Process owner = startOwner("lu");
        assertEquals("owned", owner.inputReader().readLine());
        owner.destroyForcibly().waitFor();
        final Path source = run.resolve("source-lu");
        assertTrue(Files.exists(source.resolve("pool")));

        try (OwnedDirectory directory = OwnedDirectory.forSource(run, "lu")) {
            assertTrue(directory.recovered());
            assertEquals(Set.of(source.resolve("lock"), source.resolve("pool"), source.resolve("sub"),
                source.resolve("sub/file")), Set.copyOf(directory.removed()));
            assertEquals(Set.of(source.resolve("lock")), list(source));
            assertTrue(Files.size(source.resolve("lock")) > 0);
        }
        assertEquals(Set.of(), list(run));
    }

    @Test
    void shouldRemoveThePoolThatAKilledOwnerHadElsewhere() throws Exception {
        final Path elsewhere = temporary.toRealPath().resolve("elsewhere");
        Files.createDirectory(elsewhere, PosixFilePermissions.asFileAttribute(
            PosixFilePermissions.fromString("rwx------")));
        final Process owner = startOwner("lu", elsewhere.toString());
        assertEquals("owned", owner.inputReader().readLine());
        owner.destroyForcibly().waitFor();
        assertTrue(Files.exists(elsewhere.resolve("lu.pool")));

        try (OwnedDirectory directory = OwnedDirectory.forSource(run, "lu")) {
            assertTrue(directory.removed().contains(elsewhere.resolve("lu.pool")));
        }
        assertEquals(Set.of(), list(elsewhere));
    }

    @Test
    void shouldRemoveNothingElsewhereThatCouldNotBeAPoolOfOurs() throws IOException {
        final Path source = run.resolve("source-lu");
        OwnedDirectory.runDirectory(run);
        Files.createDirectory(source, PosixFilePermissions.asFileAttribute(
            PosixFilePermissions.fromString("rwx------")));
        final Path precious = Files.writeString(temporary.toRealPath().resolve("precious"), "x");
        Files.setPosixFilePermissions(precious, PosixFilePermissions.fromString("rw-r--r--"));
        final Path link = Files.createSymbolicLink(temporary.toRealPath().resolve("link"), precious);
        for (final String record : List.of("pid=1\npool=" + precious + "\n", "pid=1\npool=" + link + "\n",
            "pid=1\npool=" + temporary + "\n", "pid=x\npool\n=\n\npool=\0\n", "pid=1\npool=" + precious)) {
            Files.writeString(source.resolve("lock"), record);
            Files.setPosixFilePermissions(source.resolve("lock"), PosixFilePermissions.fromString("rw-------"));
            Files.writeString(source.resolve("door"), "stale");
            try (OwnedDirectory directory = OwnedDirectory.forSource(run, "lu")) {
                assertTrue(directory.removed().contains(source.resolve("door")), record);
                assertTrue(Files.exists(precious) && Files.exists(link, LinkOption.NOFOLLOW_LINKS), record);
            }
            Files.createDirectory(source, PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
        }
    }

    @Test
    void shouldNotRecordThePoolOfAnother() throws IOException {
        final Path pool = Files.createFile(temporary.toRealPath().resolve("pool"));
        try (OwnedDirectory directory = OwnedDirectory.forSource(run, "lu")) {
            final String refusal =
                assertThrows(PoolException.class, () -> directory.recordPool(pool)).getMessage();
            assertEquals("pool file " + pool + " exists; another source uses it, or remove it", refusal);
            assertThrows(PoolException.class, () -> directory.recordPool(temporary.resolve("a\npool=b")));
        }
        assertTrue(Files.exists(pool));
    }

    /** Threads of this process, again and again: one owner at a time, which ends clean. */
    @Test
    void shouldHaveOneOwnerHoweverManyStartAtOnce() throws Exception {
        final int threads = 4;
        final AtomicInteger owners = new AtomicInteger();
        final AtomicInteger owned = new AtomicInteger();
        final CyclicBarrier start = new CyclicBarrier(threads);
        final Callable<Void> starter = () -> {
            start.await(20, TimeUnit.SECONDS);
            for (int i = 0; i < 300; i++) {
                try (OwnedDirectory directory = OwnedDirectory.forSource(run, "lu")) {
                    assertEquals(1, owners.incrementAndGet());
                    Files.createFile(directory.path().resolve("door"));
                    assertFalse(directory.recovered(), () -> "removed " + directory.removed());
                    owners.decrementAndGet();
                    owned.incrementAndGet();
                } catch (final PoolException e) {
                    assertTrue(e.getMessage().startsWith("job lu already has a source on this host"), e.getMessage());
                }
            }
            return null;
        };
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            final List<Future<Void>> ends = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                ends.add(pool.submit(starter));
            }
            for (final Future<Void> end : ends) {
                end.get(25, TimeUnit.SECONDS);
            }
        }
        assertTrue(owned.get() > 0);
        assertEquals(Set.of(), list(run));
    }

    @Test
    void shouldHaveOneOwnerAmongProcessesThatStartAtOnce() throws IOException {
        final List<Process> starters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starters.add(startOwner("lu"));
        }
        final List<String> answers = new ArrayList<>();
        for (final Process starter : starters) {
            answers.add(starter.inputReader().readLine());
        }
        assertEquals(1, answers.stream().filter("owned"::equals).count(), answers::toString);
        assertEquals(3, answers.stream().filter(a -> a.startsWith("job lu already has a source")).count(),
            answers::toString);
    }

    @Test
    void shouldLoseTheRaceIfTheLockFileWasReplacedBetweenOpeningAndLocking() throws IOException {
        OwnedDirectory.runDirectory(run);
        final Path lock = run.resolve("lock");
        for (final boolean isReplaced : new boolean[]{false, true}) {
            final PosixFile opened = PosixFile.openOrCreate(lock);
            Files.delete(lock);
            if (isReplaced) {
                PosixFile.create(lock).close();
            }
            final Path newer = Files.createFile(run.resolve("door of the new owner"));

            assertEquals(new OwnedDirectory.LostRace(), OwnedDirectory.take(opened, run, "source"));
            assertFalse(opened.channel().isOpen());
            Files.delete(newer);
        }
    }

    /** Lock files come and go under the hands of the other: what was locked must be what the path names. */
    @Test
    void shouldHaveOneOwnerWhileProcessesComeAndGo() throws IOException {
        final List<Process> contenders = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            contenders.add(start(ContenderMain.class, run.toString(), "lu"));
        }
        int owned = 0;
        for (final Process contender : contenders) {
            final String answer = contender.inputReader().readLine();
            assertTrue(answer != null && answer.startsWith("owned "), answer);
            owned += Integer.parseInt(answer.substring("owned ".length()));
        }
        assertTrue(owned > 3, "owned " + owned + " times");
        assertEquals(Set.of(), list(run));
    }

    @Test
    void shouldRefuseARunDirectoryThatIsNotOursAlone() throws IOException {
        Files.createDirectory(run);
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertEquals("run directory " + run + " is open to other users (mode rwxr-xr-x); run: chmod 700 " + run,
            refusal(() -> OwnedDirectory.forSource(run, "lu")));
        final Path link = Files.createSymbolicLink(temporary.toRealPath().resolve("link"), run);
        assertEquals("run directory " + link + " is a symbolic link; remove it, or give another",
            refusal(() -> OwnedDirectory.forSource(link, "lu")));
        final Path orphan = temporary.toRealPath().resolve("a/b");
        assertEquals("run directory " + orphan + " can't be made: its parent does not exist; make it, or set " +
            "RANKFERRY_RUN_DIR", refusal(() -> OwnedDirectory.forSource(orphan, "lu")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a b", "é", "a\n",
        "0123456789012345678901234567890123456789012345678901234567890123x"})
    void shouldRefuseAName(final String name) {
        final String refusal = refusal(() -> OwnedDirectory.forSource(run, name));
        assertTrue(refusal.startsWith("job name \"") && refusal.lines().count() == 1, refusal);
        assertFalse(Files.exists(run));
    }

    private static String refusal(final Callable<OwnedDirectory> start) {
        return assertThrows(PoolException.class, () -> start.call().close()).getMessage();
    }

    private Process startOwner(final String job, final String... more) throws IOException {
        return start(OwnerMain.class, Stream.concat(Stream.of(run.toString(), job), Stream.of(more))
            .toArray(String[]::new));
    }

    private Process start(final Class<?> main, final String... arguments) throws IOException {
        final List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC", "-Xshare:auto", "--enable-native-access=ALL-UNNAMED", "-cp",
            System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        final Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        children.add(process);
        return process;
    }

    private static Set<Path> list(final Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.collect(Collectors.toSet());
        }
    }

    private static String mode(final Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
