package org.rankferry.bench.scene;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    private static final int TIMES = 500;

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

    /** Each removes what is abandoned, while the other is about to lock its own. */
    @Test
    void twoThatBeginTogetherLeaveEachOtherAlone() throws Exception {
        final Process other = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Beginner.class.getName(), parent.toString()).redirectErrorStream(true).start();
        try {
            assertEquals('!', other.getInputStream().read());
            for (int i = 0; i < TIMES; i++) {
                new Scratch(parent).close();
            }
            Files.createFile(parent.resolve(Beginner.ENOUGH));
            assertEquals("", new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(0, other.waitFor());
        } finally {
            other.destroyForcibly();
        }
    }

    static final class Beginner {
        static final String ENOUGH = "enough";

        private Beginner() {
        }

        public static void main(final String[] arguments) {
            final Path parent = Path.of(arguments[0]);
            new Scratch(parent).close();
            System.out.print('!');
            System.out.flush();
            while (!Files.exists(parent.resolve(ENOUGH))) {
                new Scratch(parent).close();
            }
        }
    }
}
