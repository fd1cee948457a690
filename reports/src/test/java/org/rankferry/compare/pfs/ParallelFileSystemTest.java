package org.rankferry.compare.pfs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rankferry.compare.host.Deadline;
import org.rankferry.compare.host.MountTable;
import org.rankferry.engine.nativeio.ExtendedAttribute;
import org.rankferry.system.JavaCommand;
import org.rankferry.system.Needs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Real ones: each server and the client is a process. Nothing of any may be left. */
@Tag("slow")
@Tag("host-only")
class ParallelFileSystemTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SERVERS = 4;
    private static final int FILES = 12;
    private static final int BYTES = 5_000_011;

    private Path parent;

    @BeforeEach
    void aDirectoryOnADisk() throws IOException {
        parent = Files.createTempDirectory(PfsKind.DEFAULT_DIRECTORY, "rankferry-test-").toRealPath();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertEquals(List.of(), processes(), "processes");
        assertEquals(List.of(), ProcessHandle.current().children().map(ProcessHandle::info).toList(), "children");
        assertEquals(List.of(), MountTable.read().beneath(parent), "mounts");
        try (Stream<Path> entries = Files.list(parent)) {
            assertEquals(List.of(), entries.toList(), "files");
        }
        Files.delete(parent);
    }

    @ParameterizedTest
    @EnumSource(PfsKind.class)
    void bytesGoThroughTheMountToTheServersAndBack(final PfsKind kind) throws Exception {
        needs(kind);
        final String before = networkOfThisProcess();
        try (ParallelFileSystem fs = kind.start(parent, SERVERS)) {
            for (int i = 0; i < FILES; i++) {
                write(fs.mount().resolve("file-" + i), i);
            }
            for (int i = 0; i < FILES; i++) {
                assertContent(fs.mount().resolve("file-" + i), i);
            }
            assertEquals(FILES, fs.mount().toFile().list().length, "nothing but what was written");
            assertEveryServerHas(fs);
            assertTold(kind, fs);
            assertSeenFromAfresh(fs.mount().resolve("file-3"));
        }
        assertEquals(before, networkOfThisProcess());
    }

    @ParameterizedTest
    @EnumSource(value = PfsKind.class, names = {"GLUSTER", "MOOSEFS"})
    void whatHasLostAServerWithFilesOpenIsStoppedAllTheSame(final PfsKind kind) throws Exception {
        needs(kind);
        final MountedServers fs = (MountedServers) kind.start(parent, SERVERS);
        final List<Process> started = fs.servers();
        try (OutputStream open = Files.newOutputStream(fs.mount().resolve("open"))) {
            open.write(content(1));
            open.flush();
            started.get(2).destroyForcibly();
            assertTrue(started.get(2).waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            fs.close();
        } catch (final IOException e) {
            assertFalse(MountTable.read().has(fs.mount()), "the file can't be closed as its mount is gone: " + e);
        } finally {
            fs.close();
        }
        for (final Process server : started) {
            assertFalse(server.isAlive());
        }
    }

    @Test
    void aMountThatHangsIsTakenAway() throws Exception {
        needs(PfsKind.GLUSTER);
        final MountedServers fs = (MountedServers) PfsKind.GLUSTER.start(parent, SERVERS);
        final Process asking;
        try {
            fs.servers().forEach(server -> signal("STOP", server));
            asking = new ProcessBuilder("dd", "if=/dev/zero", "of=" + fs.mount().resolve("stuck"), "bs=1M", "count=8")
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            assertFalse(asking.waitFor(500, TimeUnit.MILLISECONDS), "it does not hang");
        } finally {
            fs.close();
        }
        assertTrue(asking.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "the kernel has failed what waited");
        assertFalse(asking.exitValue() == 0);
    }

    @Test
    void ofARunThatWasKilledServersEndAndTheNextRemovesTheMount() throws Exception {
        needs(PfsKind.GLUSTER);
        final List<String> command = JavaCommand.java(List.of("-cp", JavaCommand.testClassPath(), "-Xmx64m"));
        command.addAll(List.of(StartMain.class.getName(), parent.toString()));
        final Process owner = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        final Path dead;
        try {
            dead = Path.of(owner.inputReader().readLine());
            assertTrue(MountTable.read().has(dead));
            assertTrue(processes().size() > SERVERS, () -> processes().toString());
        } finally {
            owner.destroyForcibly();
            assertTrue(owner.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
        assertTrue(Deadline.await(PATIENCE, () -> processes().isEmpty()), () -> "left: " + processes());
        assertTrue(MountTable.read().has(dead), "a mount outlives its client");
        try (ParallelFileSystem fs = PfsKind.GLUSTER.start(parent, 2)) {
            assertFalse(MountTable.read().has(dead));
            assertFalse(Files.exists(dead));
            write(fs.mount().resolve("again"), 5);
            assertContent(fs.mount().resolve("again"), 5);
        }
    }

    /** Starts one, says where it is mounted, and waits. */
    static final class StartMain {
        private StartMain() {
        }

        public static void main(final String[] args) throws Exception {
            System.out.println(PfsKind.GLUSTER.start(Path.of(args[0]), SERVERS).mount());
            TimeUnit.MINUTES.sleep(10);
        }
    }

    private static void needs(final PfsKind kind) {
        Needs.that(kind.findObstacle().isEmpty(), kind.findObstacle().orElse(""));
    }

    private static void assertTold(final PfsKind kind, final ParallelFileSystem fs) throws IOException {
        final FileSystemFacts facts = fs.facts();
        assertEquals(fs.mount(), facts.mount());
        assertEquals(OptionalInt.of(SERVERS), facts.servers());
        assertEquals(switch (kind) {
            case GLUSTER -> OptionalLong.empty();
            case GLUSTER_SHARD -> OptionalLong.of(4 << 20);
            case MOOSEFS -> OptionalLong.of(64 << 20);
        }, facts.stripBytes());
        final long disk = FileSystemFacts.of(fs.serverDirectories().getFirst()).freeBytes();
        assertTrue(facts.freeBytes() > 0 && facts.freeBytes() <= disk + (disk >> 4),
            () -> facts + ", its disk has " + disk);
        // What a directory of it tells that nobody has started here.
        final FileSystemFacts asked = FileSystemFacts.of(fs.mount());
        assertEquals(kind == PfsKind.MOOSEFS ? "fuse.mfs" : "fuse.glusterfs", asked.type());
        if (kind == PfsKind.MOOSEFS) {
            assertEquals(facts.stripBytes(), asked.stripBytes());
            assertEquals(OptionalInt.empty(), asked.copies(), "its tools ask the master, which is in another network");
        } else {
            assertEquals(facts.servers(), asked.servers(),
                () -> "of " + attribute(fs.mount()));
        }
        assertEquals(facts.mount(), DirectoryCheck.requireMounted(fs.mount(), BYTES).mount());
    }

    private static String attribute(final Path mount) {
        try {
            return ExtendedAttribute.read(mount, "trusted.glusterfs.pathinfo").orElse("nothing");
        } catch (final IOException e) {
            return e.getMessage();
        }
    }

    private static void assertEveryServerHas(final ParallelFileSystem fs) throws IOException {
        long all = 0;
        for (final Path directory : fs.serverDirectories()) {
            long bytes = 0;
            try (Stream<Path> files = Files.walk(directory)) {
                for (final Path file : files.filter(Files::isRegularFile).toList()) {
                    bytes += file.toString().contains(".glusterfs") ? 0 : Files.size(file);
                }
            }
            all += bytes;
        }
        assertTrue(all >= (long) FILES * BYTES, "servers have " + all + " bytes");
        assertEquals(SERVERS, fs.serverDirectories().size());
    }

    /** A process that this one has not prepared for it sees the mount too. */
    private static void assertSeenFromAfresh(final Path file) throws Exception {
        final Process cat = new ProcessBuilder("nsenter", "--mount=/proc/" + ProcessHandle.current().pid() + "/ns/mnt",
            "cat", file.toString()).start();
        final byte[] read = cat.getInputStream().readAllBytes();
        assertTrue(cat.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertArrayEquals(content(3), read);
    }

    private static void write(final Path file, final int number) throws IOException {
        Files.write(file, content(number));
    }

    private static void assertContent(final Path file, final int number) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            assertArrayEquals(content(number), in.readAllBytes(), () -> "content of " + file);
        }
    }

    /** Every byte depends on the file and the offset. */
    private static byte[] content(final int number) {
        final byte[] bytes = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 12) * 7 + number * 101);
        }
        return bytes;
    }

    /** Those whose command line names the directory. */
    private List<String> processes() {
        final List<String> found = new ArrayList<>();
        ProcessHandle.allProcesses().forEach(process -> {
            try {
                final String line = Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
                if (line.contains(parent.toString()) && !line.contains("StartMain")) {
                    found.add(process.pid() + " " + line.replace('\0', ' '));
                }
            } catch (final IOException e) {
                return; // it has just ended
            }
        });
        return found;
    }

    private static String networkOfThisProcess() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
    }

    private static void signal(final String name, final Process process) {
        try {
            assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor());
        } catch (final IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
