package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@SuppressWarnings("restricted") // makes a segment of memory that is not there
class LibcTest {
    private static final Path SHM = Path.of("/dev/shm");

    @TempDir
    private Path dir;

    @Test
    void allocateTakesSpaceAndKeepsContent() throws IOException {
        final Path file = dir.resolve("f");
        final byte[] content = {1, 2, 3};
        Files.write(file, content);
        Libc.allocate(file, 0, 200_000);
        final byte[] now = Files.readAllBytes(file);
        assertEquals(200_000, now.length);
        assertArrayEquals(content, Arrays.copyOf(now, 3));
        Libc.allocate(file, 300_000, 0);
        assertEquals(200_000, Files.size(file), "nothing asked for, nothing done");
    }

    @Test
    void allocateNamesCallFileAndCause() {
        final Path missing = dir.resolve("no/such");
        final IOException e = assertThrows(IOException.class, () -> Libc.allocate(missing, 0, 1));
        assertEquals("open " + missing + ": No such file or directory", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Libc.allocate(missing, -1, 1));
        assertThrows(IllegalArgumentException.class, () -> Libc.allocate(missing, 1, Long.MAX_VALUE));
    }

    @Test
    void fullFileSystemIsNoSpace() throws IOException {
        Assumptions.assumeTrue(Files.isWritable(SHM), "/dev/shm is not writable");
        final long size = Files.getFileStore(SHM).getTotalSpace();
        Assumptions.assumeTrue(size > 0, "/dev/shm has no size limit");
        final Path file = Files.createTempFile(SHM, "rankferry-test-", ".full");
        try {
            // More than the whole file system: the kernel refuses before it takes anything from others.
            final NoSpaceException e =
                assertThrows(NoSpaceException.class, () -> Libc.allocate(file, 0, size + (1L << 30)));
            assertEquals(0, Files.size(file));
            assertTrue(e.getMessage().startsWith("posix_fallocate " + file + ": No space left on device"),
                e.getMessage());
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void populateAndTouchKeepContent() throws IOException {
        final Path file = dir.resolve("f");
        final int length = 10 * Libc.PAGE_BYTES + 17;
        final byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = (byte) (i * 31 + i / 4096);
        }
        Files.write(file, content);
        try (Arena arena = Arena.ofConfined();
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            final MemorySegment mapping = channel.map(FileChannel.MapMode.READ_WRITE, 0, length, arena);
            Libc.populate(mapping);
            Libc.populate(mapping.asSlice(5, 3 * Libc.PAGE_BYTES));
            Libc.populate(mapping.asSlice(0, 0));
            Libc.touch(mapping);
            Libc.touch(mapping.asSlice(3, 9));
            Libc.touch(mapping.asSlice(1, 1));
            assertArrayEquals(content, mapping.toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @Test
    void populateOfReadOnlyMappingIsRefused() throws IOException {
        final Path file = dir.resolve("f");
        Files.write(file, new byte[Libc.PAGE_BYTES]);
        try (Arena arena = Arena.ofConfined(); FileChannel channel = FileChannel.open(file)) {
            final MemorySegment mapping = channel.map(FileChannel.MapMode.READ_ONLY, 0, Libc.PAGE_BYTES, arena);
            assertThrows(IllegalArgumentException.class, () -> Libc.populate(mapping));
        }
    }

    @Test
    void populateOfUnmappedMemoryNamesTheCall() {
        // Page zero is never mapped.
        final IOException e = assertThrows(
            IOException.class, () -> Libc.populate(MemorySegment.ofAddress(0).reinterpret(Libc.PAGE_BYTES)));
        assertEquals("madvise(MADV_POPULATE_WRITE) 4096 bytes: Cannot allocate memory", e.getMessage());
    }

    @Test
    void killAsksOnlyForOneProcess() throws IOException {
        assertTrue(Libc.kill(ProcessHandle.current().pid(), 0));
        assertTrue(Libc.kill(1, 0));
        assertFalse(Libc.kill(Integer.MAX_VALUE, 0));
        assertThrows(IllegalArgumentException.class, () -> Libc.kill(0, 0));
        assertThrows(IllegalArgumentException.class, () -> Libc.kill(-1, 9));
    }

    @Test
    void uidIsThatOfOurFiles() throws IOException {
        assertEquals(Files.getAttribute(Files.createFile(dir.resolve("mine")), "unix:uid"), Libc.getuid());
    }

    @Test
    void closedDescriptorIsNoTerminal() {
        assertFalse(Libc.isatty(9999));
        assertEquals(TerminalSize.DEFAULT, TerminalSize.of(9999));
    }

    @Test
    void pipeIsNoTerminalAndPtyIs() throws IOException {
        final Path script = Path.of("/usr/bin/script");
        assertFalse(isTerminal(List.of()));
        Assumptions.assumeTrue(Files.isExecutable(script), "script(1) is not installed: no terminal to try");
        assertTrue(isTerminal(List.of(script.toString(), "-qec")));
    }

    @Test
    void memAvailableIsParsed() throws IOException {
        assertEquals(
            1_234L * 1024,
            Libc.memAvailable(List.of("MemTotal:       16 kB", "MemAvailable:    1234 kB", "Cached: 1 kB")));
        assertThrows(IOException.class, () -> Libc.memAvailable(List.of("MemTotal:       16 kB")));
        assertTrue(Libc.availableMemory() > 1 << 20);
    }

    @Test
    void fileSystemsAreTold() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(SHM), "/dev/shm is not there");
        assertEquals(FileSystemKind.TMPFS, Libc.fileSystem(SHM));
        assertEquals(0, Libc.hugePageSize(SHM));
        assertEquals(FileSystemKind.OTHER, Libc.fileSystem(Path.of("/proc")));
        assertThrows(IOException.class, () -> Libc.fileSystem(dir.resolve("missing")));
        // What a 32-bit f_type looks like once a kernel has sign-extended it.
        assertEquals(FileSystemKind.HUGETLBFS, FileSystemKind.ofMagic(0xffffffff958458f6L));
        assertTrue(FileSystemKind.HUGETLBFS.isMemory());
        assertFalse(FileSystemKind.OTHER.isMemory());
    }

    /** Runs a JVM that tells by its exit code whether its standard output is a terminal. */
    private static boolean isTerminal(final List<String> wrapper) throws IOException {
        final String java = ProcessHandle.current().info().command().orElseThrow();
        final List<String> jvm = List.of(
            java, "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-cp",
            System.getProperty("java.class.path"), TerminalProbe.class.getName());
        final List<String> command = new ArrayList<>(wrapper);
        if (wrapper.isEmpty()) {
            command.addAll(jvm);
        } else {
            command.add("'" + String.join("' '", jvm) + "'");
            command.add("/dev/null");
        }
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(output.contains("terminal: "), output);
        return output.contains("terminal: true");
    }

    /** The program that {@link #isTerminal} runs. */
    static final class TerminalProbe {
        private TerminalProbe() {
        }

        public static void main(final String[] arguments) {
            System.out.println("terminal: " + Libc.isatty(1));
        }
    }
}
