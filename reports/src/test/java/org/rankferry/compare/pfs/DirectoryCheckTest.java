package org.rankferry.compare.pfs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.api.TransferException;
import org.rankferry.system.Needs;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DirectoryCheckTest {
    private static final long MIB = 1L << 20;

    @TempDir
    private Path place;

    @Test
    void aDirectoryWithRoomIsTakenAndNothingStaysInIt() throws IOException {
        final FileSystemFacts facts = DirectoryCheck.requireUsable(place, MIB);
        assertTrue(facts.freeBytes() >= MIB, facts::toString);
        assertTrue(place.toRealPath().startsWith(facts.mount()), facts::toString);
        assertEquals(0, place.toFile().list().length);
    }

    @Test
    void aMissingDirectoryIsSaid() {
        final Path missing = place.resolve("no");
        assertEquals("there is no directory " + missing + "; make it, or give another one",
            refusal(() -> DirectoryCheck.requireUsable(missing, 1)));
    }

    @Test
    void aFullOneIsSaidWithWhatItNeedsAndHas() {
        final String text = refusal(() -> DirectoryCheck.requireUsable(place, 1L << 60));
        assertTrue(
            text.startsWith("directory " + place + " is too full: the run needs 1152921504607 MB there, "), text);
        assertTrue(text.matches(".* has \\d+ MB free; make room, or give another one"), text);
    }

    @Test
    void aDirectoryOfTheDiskIsNoMount() {
        final String text = refusal(() -> DirectoryCheck.requireMounted(place, 1));
        assertTrue(text.startsWith("nothing is mounted at " + place + ": it is a directory of "), text);
        assertTrue(text.endsWith("; mount the parallel file system, or give a directory in its mount"), text);
    }

    @Test
    void whatCountsAsMounted() {
        final Path mount = Path.of("/mnt/data");
        assertDoesNotThrow(() -> DirectoryCheck.checkMounted(mount.resolve("sub"), facts("fuse.glusterfs", mount)));
        assertDoesNotThrow(() -> DirectoryCheck.checkMounted(mount.resolve("sub"), facts("nfs4", mount)));
        assertDoesNotThrow(() -> DirectoryCheck.checkMounted(mount, facts("xfs", mount)), "asked for by name");
        assertThrows(TransferException.class, () -> DirectoryCheck.checkMounted(mount.resolve("pfs"),
            facts("xfs", mount)), "a disk at /mnt/data, nothing at /mnt/data/pfs");
        assertThrows(TransferException.class,
            () -> DirectoryCheck.checkMounted(mount, facts("fuse.any", Path.of("/"))));
    }

    @Test
    void aReadOnlyMountAndAFullOneAreSaid() throws Exception {
        Needs.root("mounting a tmpfs");
        run("mount", "-t", "tmpfs", "-o", "size=1m", "none", place.toString());
        try {
            assertTrue(refusal(() -> DirectoryCheck.requireUsable(place, 2 * MIB)).contains("tmpfs at " + place));
            run("mount", "-o", "remount,ro", place.toString());
            assertEquals("directory " + place + " is read-only: tmpfs at " + place
                + "; mount it for writing, or give another one", refusal(() -> DirectoryCheck.requireUsable(place, 1)));
        } finally {
            run("umount", place.toString());
        }
    }

    private static FileSystemFacts facts(final String type, final Path mount) {
        return new FileSystemFacts(
            type, mount, "any", false, MIB, OptionalInt.empty(), OptionalLong.empty(), OptionalInt.empty());
    }

    private static String refusal(final Executable call) {
        final String text = assertThrows(TransferException.class, call).getMessage();
        assertEquals(1, text.lines().count());
        return text;
    }

    private static void run(final String... command) throws Exception {
        final Process process = new ProcessBuilder(List.of(command)).inheritIO().start();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), () -> String.join(" ", command));
        assertEquals(0, process.exitValue(), () -> String.join(" ", command));
    }
}
