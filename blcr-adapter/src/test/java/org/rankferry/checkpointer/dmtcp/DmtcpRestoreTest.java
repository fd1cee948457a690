package org.rankferry.checkpointer.dmtcp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.checkpointer.ProcessStarter;
import org.rankferry.checkpointer.Script;
import org.rankferry.checkpointer.StoredStreams;
import org.rankferry.engine.checkpoint.Checkpointers;
import org.rankferry.engine.checkpoint.RestoreException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A script stands in for {@code dmtcp_restart}: it seeks in the image, reads it, and goes on as the rank. */
class DmtcpRestoreTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String READS = """
        here=$(dirname "$0")
        for last; do :; done
        echo "$*" > "$here/words"
        case $last in *.dmtcp) ;; *) exit 3;; esac
        exec 4<"$last"
        sleep 0.2
        dd bs=4096 skip=2 <&4 > "$here/read" 2>/dev/null
        exec 4<&-
        exec sleep 60
        """;

    @TempDir
    private Path root;
    private Path image;
    private ProcessStarter starter;

    @BeforeEach
    void generate() throws IOException {
        image = Files.write(root.resolve("image"), DmtcpGenerator.image(9, 12));
        starter = new ProcessStarter(root.resolve("output"));
    }

    @AfterEach
    void stop() {
        starter.close();
    }

    @Test
    void itGetsASeekableFileOfItsNameAndTheRankOutlivesTheRestore() throws Exception {
        final Path program = Script.write(root.resolve("dmtcp_restart"), READS);
        prepare(PATIENCE, "program=" + program, "--new-coordinator").run(new StoredStreams("image", image), starter);
        final byte[] all = Files.readAllBytes(image);
        final byte[] read = Files.readAllBytes(root.resolve("read"));
        assertEquals(all.length - 8192, read.length);
        assertEquals(-1, Arrays.mismatch(read, Arrays.copyOfRange(all, 8192, all.length)));
        final List<String> words = starter.commands().getFirst();
        assertEquals("--new-coordinator", words.get(1));
        assertFalse(Files.exists(Path.of(words.getLast()).getParent()), "the link's directory is gone");
    }

    @Test
    void oneThatFailsIsNamed() throws Exception {
        final Path program = Script.write(root.resolve("dmtcp_restart"), "sleep 0.1\nexit 9\n");
        final String fault = assertThrows(RestoreException.class,
            () -> prepare(PATIENCE, "program=" + program).run(new StoredStreams("image", image), starter)).getMessage();
        assertEquals("rank 3: " + program + " ended with 9; see what it printed", fault);
    }

    @Test
    void oneThatDoesNotOpenOrDoesNotReadOnIsGivenUp() throws Exception {
        final Path lazy = Script.write(root.resolve("lazy"), "exec sleep 60\n");
        assertFault("did not open its image for 0.3 s", lazy);
        final Path stuck = Script.write(root.resolve("stuck"), "exec sleep 60 < \"$1\"\n");
        assertFault("stopped reading its image at offset 0 for 0.3 s", stuck);
    }

    @Test
    void aMissingStreamOrProgramIsNamed() throws Exception {
        assertEquals("image of rank 3 has no stream image; it has [other], name one with stream=NAME",
            assertThrows(RestoreException.class, () -> prepare(PATIENCE, "program=/bin/true")
                .run(new StoredStreams("other", image), starter)).getMessage());
        assertTrue(assertThrows(RestoreException.class,
            () -> Checkpointers.named("dmtcp").prepareRestore(3, List.of("program=none"))).getMessage()
            .contains("install DMTCP, or name its dmtcp_restart with RANKFERRY_DMTCP_RESTART or program=PATH"));
    }

    private void assertFault(final String text, final Path program) {
        final String fault = assertThrows(RestoreException.class,
            () -> prepare(Duration.ofMillis(300), "program=" + program).run(new StoredStreams("image", image), starter))
            .getMessage();
        assertTrue(fault.contains(text), fault);
    }

    private static DmtcpRestore prepare(final Duration patience, final String... words) {
        return DmtcpRestore.prepare(3, List.of(words), patience);
    }
}
