package org.rankferry.engine.coordinator.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FileJournalTest {
    private static final List<Move> MOVES = List.of(
        new Move("a", "s1", List.of(0, 1)), new Move("b", "s2", List.of(2)));

    private static final Map<Integer, String> AT = Map.of(0, "h:1", 1, "h:2", 2, "g:1");

    @TempDir
    private Path root;

    private Path file() {
        return root.resolve("journal");
    }

    private FileJournal.Unfinished left() {
        try (FileJournal journal = FileJournal.open(file())) {
            return journal.unfinished().orElse(null);
        }
    }

    @Test
    void whoComesNextKnowsWhatWasDecided() {
        assertEquals(null, left());
        try (FileJournal journal = FileJournal.open(file())) {
            assertEquals(0, journal.lastEpoch());
            journal.begin(7, MOVES);
        }
        assertEquals(new FileJournal.Unfinished(7, MOVES, false, Map.of()), left());
        try (FileJournal journal = FileJournal.open(file())) {
            journal.abort(7, "a \"reason\"\nof two lines");
            journal.begin(8, MOVES);
            journal.commit(8, AT);
        }
        assertEquals(new FileJournal.Unfinished(8, MOVES, true, AT), left());
        try (FileJournal journal = FileJournal.open(file())) {
            journal.end(8);
            assertEquals(Optional.empty(), journal.unfinished());
        }
        try (FileJournal journal = FileJournal.open(file())) {
            assertEquals(Optional.empty(), journal.unfinished());
            assertEquals(8, journal.lastEpoch());
        }
    }

    /** Its writer died with the commit half written: then it was not committed, whatever part is there. */
    @Test
    void aLineThatWasCutOffWasNeverWritten() throws IOException {
        try (FileJournal journal = FileJournal.open(file())) {
            journal.begin(7, MOVES);
        }
        final int before = (int) Files.size(file());
        try (FileJournal journal = FileJournal.open(file())) {
            journal.commit(7, AT);
        }
        final byte[] whole = Files.readAllBytes(file());
        for (int length = before; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            assertEquals(new FileJournal.Unfinished(7, MOVES, false, Map.of()), left(), "length " + length);
            assertEquals(before, Files.size(file()), "what was left of the line is cut off");
        }
        Files.write(file(), whole);
        assertTrue(left().committed());
    }

    @Test
    void aByteThatHasChangedIsNoticed() throws IOException {
        try (FileJournal journal = FileJournal.open(file())) {
            journal.begin(7, MOVES);
            journal.commit(7, AT);
        }
        final byte[] whole = Files.readAllBytes(file());
        for (int at = 0; at < whole.length - 1; at++) {
            final byte[] changed = whole.clone();
            changed[at] ^= 0x01;
            if (whole[at] != '\n' && changed[at] != '\n') {
                Files.write(file(), changed);
                final String message = assertThrows(JournalException.class, this::left).getMessage();
                assertTrue(message.contains("is damaged in line "), message);
            }
        }
    }

    @Test
    void oneJobManagerAtATime() {
        try (FileJournal journal = FileJournal.open(file())) {
            assertEquals("journal " + file() + " is in use by this process",
                assertThrows(JournalException.class, () -> FileJournal.open(file())).getMessage());
            journal.begin(1, MOVES);
        }
        assertEquals(1, left().epoch());
    }
}
