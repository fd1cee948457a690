package org.rankferry.engine.coordinator.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LastWordsTest {
    @TempDir
    private Path directory;

    @Test
    void theyAreTheLastLineThatIsNotBlank() throws IOException {
        final Path file = directory.resolve("rank.err");
        final LastWords words = new LastWords(file);
        assertEquals("", words.read());
        Files.writeString(file, "first\nlu: no\tmemory \n \n\n");
        assertEquals("lu: no?memory", words.read());
    }

    @Test
    void thoseOfACopyBeforeItAreNotIts() throws IOException {
        final Path file = directory.resolve("rank.err");
        Files.writeString(file, "another's\n");
        final LastWords words = new LastWords(file);
        assertEquals("", words.read());
        Files.writeString(file, "its\n", StandardOpenOption.APPEND);
        assertEquals("its", words.read());
    }

    @Test
    void ofALongTaleOnlyTheBeginningOfTheLastLineIsRead() throws IOException {
        final Path file = directory.resolve("rank.err");
        final LastWords words = new LastWords(file);
        Files.writeString(file, "x".repeat(100_000) + "\n" + "y".repeat(1000));
        assertEquals("y".repeat(300) + "...", words.read());
    }
}
