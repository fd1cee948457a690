package org.rankferry.checkpointer.blcr;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.checkpointer.ProcessStarter;
import org.rankferry.checkpointer.Script;
import org.rankferry.checkpointer.StoredStreams;
import org.rankferry.engine.api.ImageReadException;
import org.rankferry.engine.checkpoint.Checkpointers;
import org.rankferry.engine.checkpoint.Restore;
import org.rankferry.engine.checkpoint.RestoreException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A script stands in for {@code cr_restart} and keeps what it is fed. */
class BlcrRestoreTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Options, then -F and a descriptor, whose bytes go to the file "fed" beside the script. */
    private static final String KEEPS = """
        here=$(dirname "$0")
        echo "$*" > "$here/words"
        while [ "$1" != -F ]; do shift; done
        eval "exec cat <&$2 > $here/fed"
        """;

    @TempDir
    private Path root;
    private Path context;
    private ProcessStarter starter;
    private long before;

    @BeforeEach
    void generate() throws IOException {
        context = Files.write(root.resolve("context"), Recorded.of(BlcrPlan.of(5, 3, 9, 400)).bytes());
        starter = new ProcessStarter(root.resolve("output"));
        before = leftovers();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        starter.close();
        assertEquals(before, leftovers(), "directories of FIFOs");
    }

    @Test
    void theContextIsFedByteForByte() throws Exception {
        final Path program = Script.write(root.resolve("cr_restart"), KEEPS);
        prepare("program=" + program, "--no-restore-pid").run(new StoredStreams("context", context), starter);
        assertEquals(0, starter.await());
        assertEquals(-1, Files.mismatch(context, root.resolve("fed")));
        assertEquals("--no-restore-pid -F 3\n", Files.readString(root.resolve("words")));
    }

    @Test
    void itIsFedWhileTheImageStillArrives() throws Exception {
        final Path program = Script.write(root.resolve("cr_restart"), KEEPS);
        final StoredStreams image = new StoredStreams("context", context);
        image.arrive(100_000);
        final CompletableFuture<Void> restore = CompletableFuture.runAsync(() -> {
            try {
                prepare("program=" + program).run(image, starter);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        final Path fed = root.resolve("fed");
        final long until = System.nanoTime() + PATIENCE.toNanos();
        while ((!Files.exists(fed) || Files.size(fed) < 100_000) && System.nanoTime() < until) {
            Thread.sleep(5);
        }
        assertEquals(100_000, Files.size(fed));
        assertFalse(restore.isDone());
        image.arrive(Files.size(context));
        restore.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertEquals(0, starter.await());
        assertEquals(-1, Files.mismatch(context, fed));
    }

    @Test
    void theOnlyStreamIsTakenWhateverItsName() throws Exception {
        final Path program = Script.write(root.resolve("cr_restart"), KEEPS);
        prepare("program=" + program).run(new StoredStreams("ctx.3", context), starter);
        assertEquals(0, starter.await());
        assertEquals(-1, Files.mismatch(context, root.resolve("fed")));
        assertEquals("image of rank 3 has no stream other; it has [ctx.3], name one with stream=NAME",
            assertThrows(RestoreException.class, () -> prepare("program=" + program, "stream=other")
                .run(new StoredStreams("ctx.3", context), starter)).getMessage());
    }

    @Test
    void aProgramThatEndsEarlyIsNamedWithTheOffset() throws Exception {
        final Path program = Script.write(root.resolve("cr_restart"), "head -c 1000 <&3 >/dev/null\nexit 7\n");
        final String fault = assertThrows(RestoreException.class,
            () -> prepare("program=" + program).run(new StoredStreams("context", context), starter)).getMessage();
        assertTrue(
            fault.matches("rank 3: .*/cr_restart ended with 7 at offset \\d+ of it; see what it printed"), fault);
    }

    @Test
    void oneThatEndsBeforeItOpensIsNamed() throws Exception {
        final Restore restore = prepare("program=/bin/true");
        final String fault = assertThrows(RestoreException.class, () -> restore.run(
            new StoredStreams("context", context), command -> starter.start(List.of("/bin/false")))).getMessage();
        assertEquals("rank 3: /bin/true ended with 1 at offset 0 of it; see what it printed", fault);
    }

    @Test
    void oneThatTakesNothingIsGivenUp() throws Exception {
        final Path program = Script.write(root.resolve("cr_restart"), "exec sleep 60\n");
        final String fault = assertThrows(RestoreException.class,
            () -> BlcrRestore.prepare(3, List.of("program=" + program), Duration.ofMillis(300))
                .run(new StoredStreams("context", context), starter)).getMessage();
        assertTrue(fault.contains("took nothing of its image for 0.3 s, at offset "), fault);
    }

    @Test
    void anImageThatDoesNotGoOnIsGivenUp() throws Exception {
        final Path program = Script.write(root.resolve("cr_restart"), KEEPS);
        final StoredStreams image = new StoredStreams("context", context);
        image.arrive(5000);
        assertTrue(assertThrows(ImageReadException.class,
            () -> BlcrRestore.prepare(3, List.of("program=" + program), Duration.ofMillis(300)).run(image, starter))
            .deadlinePassed());
    }

    @Test
    void aMissingProgramIsNamedWithTheRemedy() {
        final String fault = assertThrows(RestoreException.class,
            () -> Checkpointers.named("blcr").prepareRestore(3, List.of("program=cr_restart_none"))).getMessage();
        assertEquals("rank 3 can't be restarted here: there is no program cr_restart_none; install BLCR, or name its"
            + " cr_restart with RANKFERRY_CR_RESTART or program=PATH", fault);
    }

    private static Restore prepare(final String... words) {
        return BlcrRestore.prepare(3, List.of(words), PATIENCE);
    }

    private static long leftovers() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("rankferry-restore-")).count();
        }
    }
}
