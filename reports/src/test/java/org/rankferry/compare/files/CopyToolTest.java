package org.rankferry.compare.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rankferry.engine.api.TransferException;
import org.rankferry.system.Needs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("slow")
@Tag("host-only")
class CopyToolTest {
    private static final long SEED = 11;

    @TempDir
    private Path place;

    @ParameterizedTest
    @EnumSource(CopyKind.class)
    void everyToolCopiesATreeByteForByteAndLeavesNothingBehind(final CopyKind kind) throws IOException {
        needs(kind);
        final Path home = Path.of(System.getProperty("user.home"), ".ssh");
        final Optional<FileTime> homeBefore = changed(home);
        final Path from = tree();
        final Path work = Files.createDirectory(place.resolve("work"));
        try (CopyTool tool = kind.open(work)) {
            assertTrue(tool.copy(from, place.resolve("to")) > 0);
            assertEquals(Optional.empty(), SameFiles.findDifference(from, place.resolve("to")));
            Files.write(from.resolve("rank-0"), new byte[] {1, 2, 3});
            Files.setLastModifiedTime(from.resolve("rank-0"), FileTime.fromMillis(1));
            assertTrue(tool.copy(from, place.resolve("to")) > 0, "over what is there");
            assertEquals(Optional.empty(), SameFiles.findDifference(from, place.resolve("to")));
        }
        try (Stream<Path> left = Files.list(work)) {
            assertEquals(List.of(), left.toList());
        }
        assertEquals(homeBefore, changed(home), "the user's ssh");
        assertEquals(List.of(), ProcessHandle.current().children().map(ProcessHandle::info).toList());
    }

    @ParameterizedTest
    @EnumSource(CopyKind.class)
    void aCopyThatFailsIsOneLine(final CopyKind kind) throws IOException {
        needs(kind);
        final Path missing = place.resolve("missing");
        try (CopyTool tool = kind.open(place)) {
            final TransferException e =
                assertThrows(TransferException.class, () -> tool.copy(missing, place.resolve("to")));
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
            assertTrue(e.getMessage().contains(kind == CopyKind.TAR_NC ? "tar" : kind.word()), e.getMessage());
        }
    }

    @Test
    void wordsNameKinds() {
        assertSame(CopyKind.TAR_NC, CopyKind.ofWord("tar-nc"));
        assertEquals("there is no way 'ftp' to copy files; give rsync, scp, tar-nc",
            assertThrows(TransferException.class, () -> CopyKind.ofWord("ftp")).getMessage());
    }

    @Test
    void differencesAreNamed() throws IOException {
        final Path from = tree();
        final Path to = Files.createDirectory(place.resolve("to"));
        assertEquals("deep is missing in " + to, SameFiles.findDifference(from, to).orElseThrow());
        try (Stream<Path> all = Files.walk(from)) {
            for (final Path path : all.skip(1).toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
        assertEquals(Optional.empty(), SameFiles.findDifference(from, to));
        final byte[] bytes = Files.readAllBytes(to.resolve("rank-1"));
        bytes[70_000] ^= 1;
        Files.write(to.resolve("rank-1"), bytes);
        assertEquals(to.resolve("rank-1") + " differs from " + from.resolve("rank-1") + " at byte 70000",
            SameFiles.findDifference(from, to).orElseThrow());
        Files.write(to.resolve("more"), bytes);
        assertEquals("more is in " + to + " only", SameFiles.findDifference(from, to).orElseThrow());
        assertFalse(SameFiles.findDifference(to, from).isEmpty());
    }

    private Path tree() throws IOException {
        final Path from = Files.createDirectory(place.resolve("from it"));
        final Random random = new Random(SEED);
        for (int i = 0; i < 5; i++) {
            final byte[] bytes = new byte[100_000 * i + i];
            random.nextBytes(bytes);
            Files.write(from.resolve("rank-" + i), bytes);
        }
        Files.write(Files.createDirectories(from.resolve("deep/er")).resolve("manifest.json"), new byte[17]);
        return from;
    }

    private static void needs(final CopyKind kind) {
        Needs.that(kind.findObstacle().isEmpty(), kind.findObstacle().orElse(""));
    }

    private static Optional<FileTime> changed(final Path directory) throws IOException {
        return Files.exists(directory) ? Optional.of(Files.getLastModifiedTime(directory)) : Optional.empty();
    }
}
