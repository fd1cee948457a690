package org.rankferry.compare.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.nativeio.ProcessStat;
import org.rankferry.system.JavaCommand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WorkPlaceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path parent;

    @Test
    void closingEndsWhatRunsAndRemovesWhatIsThere() throws Exception {
        final Process process;
        final Path stranger = Files.writeString(parent.resolve("stranger"), "stays");
        try (WorkPlace place = WorkPlace.open(parent, "test")) {
            process = place.start("sleeper", List.of("sh", "-c", "trap '' TERM; echo here; while :; do sleep 1; done"));
            Files.createSymbolicLink(place.directory("deep/er").resolve("link"), stranger);
            assertEquals("rwx------", PosixFilePermissions.toString(
                Files.getPosixFilePermissions(place.path())));
            place.await("sleeper", process, "spoken", PATIENCE,
                () -> size(place.path().resolve("log").resolve("sleeper.log")) > 0);
        }
        assertFalse(process.isAlive());
        assertEquals(List.of(stranger), entries());
    }

    @Test
    void aProgramThatEndsEarlyIsToldWithItsLastWords() {
        try (WorkPlace place = WorkPlace.open(parent, "test")) {
            final Process process =
                place.start("failing", List.of("sh", "-c", "echo first; echo no such disk >&2; exit 3"));
            final TransferException e = assertThrows(TransferException.class,
                () -> place.await("failing", process, "listened", PATIENCE, () -> false));
            assertEquals("failing ended with code 3: no such disk", e.getMessage());
            final Process idle = place.start("idle", List.of("sleep", "60"));
            final TransferException late = assertThrows(TransferException.class,
                () -> place.await("idle", idle, "listened", Duration.ofMillis(20), () -> false));
            assertEquals("idle has not listened within 0 s", late.getMessage());
        }
    }

    @Test
    void ofAnOwnerThatWasKilledTheProgramsEndAtOnceAndTheNextRemovesTheRest() throws Exception {
        final Process owner = new ProcessBuilder(owner()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        final long sleeper;
        try {
            sleeper = Long.parseLong(owner.inputReader().readLine());
            assertTrue(ProcessHandle.of(sleeper).isPresent());
            try (WorkPlace beside = WorkPlace.open(parent, "test")) {
                assertEquals(2, entries().size(), () -> "a place whose owner lives stays, beside " + beside.path());
            }
        } finally {
            owner.destroyForcibly();
            assertTrue(owner.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
        assertTrue(Deadline.await(PATIENCE, () -> !lives(sleeper)), "the program lives on");
        assertEquals(1, entries().size(), "what was left");
        try (WorkPlace other = WorkPlace.open(parent, "another")) {
            assertEquals(2, entries().size(), () -> "places for another purpose stay, as " + other.path());
        }
        WorkPlace.open(parent, "test").close();
        assertEquals(List.of(), entries());
    }

    @Test
    void aProgramThatSurvivedItsOwnerIsKilledAndOneThatHasGotItsPidIsNot() throws Exception {
        final Path place = Files.createDirectory(parent.resolve("rankferry-test-1"));
        final Process left = new ProcessBuilder("sleep", "60").start();
        final Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            final Path record = place.resolve("processes");
            ProcessRecord.begin(record);
            ProcessRecord.add(record, left.pid());
            Files.writeString(record, stranger.pid() + " 1\n" + stranger.pid() + " ",
                StandardOpenOption.APPEND);
            WorkPlace.open(parent, "test").close();
            assertTrue(left.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            assertTrue(stranger.isAlive());
            assertEquals(List.of(), entries());
        } finally {
            left.destroyForcibly();
            stranger.destroyForcibly();
        }
    }

    @Test
    void aPlaceThatIsJustBeingMadeIsLeftAlone() throws IOException {
        final Path young = Files.createDirectory(parent.resolve("rankferry-test-young"));
        final Path old = Files.createDirectory(parent.resolve("rankferry-test-old"));
        Files.setLastModifiedTime(old, FileTime.fromMillis(0));
        WorkPlace.open(parent, "test").close();
        assertEquals(List.of(young), entries());
    }

    /** Opens a place, starts a program in it, prints its pid and waits. */
    static final class OwnerMain {
        private OwnerMain() {
        }

        public static void main(final String[] args) throws Exception {
            final WorkPlace place = WorkPlace.open(Path.of(args[0]), "test");
            System.out.println(place.start("sleeper", List.of("sleep", "600")).pid());
            TimeUnit.MINUTES.sleep(10);
        }
    }

    private List<String> owner() {
        final List<String> command = JavaCommand.java(List.of("-cp", JavaCommand.testClassPath(), "-Xmx64m"));
        command.add(OwnerMain.class.getName());
        command.add(parent.toString());
        return command;
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.sorted().toList();
        }
    }

    private static boolean lives(final long pid) {
        try {
            return ProcessStat.read(pid).filter(ProcessStat::isAlive).isPresent();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(final Path file) {
        return file.toFile().length();
    }
}
