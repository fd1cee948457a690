package org.rankferry.bench.scene;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ScratchTest {
    @TempDir
    Path parent;

    @Test
    void onlyWhatNobodyHoldsIsRemoved() throws IOException {
        final Path abandoned = Files.createDirectories(parent.resolve("rankferry-bench-1"));
        Files.createFile(abandoned.resolve("lock"));
        Files.createDirectories(abandoned.resolve("images"));
        final Path beingMade = Files.createDirectories(parent.resolve("rankferry-bench-2"));
        final Path other = Files.createDirectories(parent.resolve("rankferry-images"));
        Files.createFile(other.resolve("lock"));

        try (Scratch living = new Scratch(parent)) {
            assertFalse(Files.exists(abandoned));
            assertTrue(Files.exists(beingMade) && Files.exists(other));
            try (Scratch second = new Scratch(parent)) {
                assertTrue(Files.exists(living.secret()) && Files.exists(second.secret()));
            }
            assertTrue(Files.exists(living.secret()));
        }
        try (Stream<Path> left = Files.list(parent)) {
            assertEquals(Set.of(beingMade, other), left.collect(Collectors.toSet()));
        }
    }
}
