package org.rankferry.checkpointer.dmtcp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.checkpointer.TransferScene;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.checkpoint.Capture;
import org.rankferry.engine.checkpoint.CaptureException;
import org.rankferry.engine.checkpoint.LocalRanks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A script stands in for the coordinator, and for the processes when they write. */
@SuppressWarnings("try") // ranks work without being spoken to
class DmtcpCaptureTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int CHUNK = 64 << 10;

    @TempDir
    private Path root;
    private FakeDmtcp dmtcp;

    @BeforeEach
    void start() throws IOException {
        dmtcp = new FakeDmtcp(Files.createDirectory(root.resolve("dmtcp")));
    }

    @AfterEach
    void stop() {
        dmtcp.close();
    }

    @Test
    void ranksOfOneCoordinatorAreCheckpointedByOneRequest() throws Exception {
        final List<Capture> captures = new ArrayList<>();
        final CheckpointRound round = new CheckpointRound(coordinator());
        for (int rank = 0; rank < 3; rank++) {
            captures.add(capture(rank, DmtcpGenerator.image(rank, 20), round, PATIENCE));
        }
        final byte[] earlier = {1, 2, 3};
        Files.write(dmtcp.image(1), earlier);
        try (TransferScene scene = new TransferScene(root, 3, CHUNK);
            LocalRanks ranks = LocalRanks.start(scene.source(), TransferScene.JOB, captures, TransferScene.DEADLINE)) {
            scene.source().awaitCommitted(TransferScene.DEADLINE);
            final Path set = scene.target().awaitCommitted(TransferScene.DEADLINE).directory();
            for (int rank = 0; rank < 3; rank++) {
                assertArrayEquals(DmtcpGenerator.image(rank, 20),
                    Files.readAllBytes(set.resolve("rank-" + rank).resolve("image")), "rank " + rank);
            }
        }
        assertEquals(1, dmtcp.asked());
        assertArrayEquals(earlier, Files.readAllBytes(dmtcp.image(1)), "a checkpoint of before stays");
        Files.delete(dmtcp.image(1));
        assertNothingLeft();
        assertTrue(captures.getFirst().summary().startsWith("DMTCP image: version 4.0"), captures.getFirst().summary());
    }

    @Test
    void aForeignImageGivesTheSetUpAndItsWriterWritesToTheEnd() throws Exception {
        final byte[] foreign = new byte[3 << 20];
        final String fault = fault(foreign, PATIENCE);
        assertTrue(fault.endsWith(": no DMTCP image to its end: offset 0: expected the begin of a DMTCP image, found"
            + " byte 0"), fault);
        assertEquals(1, dmtcp.written(), "a broken pipe would have ended the process");
        assertNothingLeft();
    }

    @Test
    void aCutImageIsRefusedWithItsOffset() throws Exception {
        final byte[] image = DmtcpGenerator.image(3, 5);
        final String fault = fault(Arrays.copyOf(image, image.length - 4096), PATIENCE);
        assertTrue(fault.endsWith("offset " + (image.length - 4096)
            + ": expected an area or their end, found the end of the stream"), fault);
        assertNothingLeft();
    }

    @Test
    void aCoordinatorThatRefusesIsQuoted() throws Exception {
        Files.writeString(dmtcp.command(), "#!/bin/sh\necho 'Error, computation not in running state.' >&2\nexit 2\n");
        final long pid = dmtcp.start(new byte[1]);
        final String fault = assertThrows(CaptureException.class,
            () -> Worker.find(3, Long.toString(pid), dmtcp.command(), PATIENCE)).getMessage();
        assertEquals("image of rank 3: process " + pid + ": DMTCP coordinator localhost:7779 refused --list, Error,"
            + " computation not in running state.", fault);
    }

    @Test
    void aProcessThatDoesNotWriteIsGivenUp() throws Exception {
        final long pid = dmtcp.start(DmtcpGenerator.image(3, 5));
        final CheckpointRound round = new CheckpointRound(coordinator());
        round.join();
        final Worker worker = new Worker(pid, coordinator(), dmtcp.directory().resolve("ckpt_other_1.dmtcp"));
        final String fault = fault(new DmtcpCapture(0, "image", worker, round, Duration.ofMillis(300)));
        assertTrue(fault.contains("for 0.3 s at offset 0; see what became of process " + pid), fault);
        assertFalse(Files.exists(worker.temporary()));
    }

    @Test
    void whoIsNoProcessOfTheCoordinatorIsNamed() throws Exception {
        refused("image of rank 3: 'x' is not PID or PID@CKPTDIR", "x");
        refused("image of rank 3: process 4194399: does not exist", "4194399");
        final String self = Long.toString(ProcessHandle.current().pid());
        refused("image of rank 3: checkpoint directory " + root + "/none does not exist", self + "@" + root + "/none");
        refused("image of rank 3: DMTCP coordinator localhost:7779 has no process " + self
            + "; start it with dmtcp_launch, or name its coordinator with DMTCP_COORD_HOST and DMTCP_COORD_PORT", self);
    }

    private void refused(final String text, final String location) {
        assertEquals(text, assertThrows(CaptureException.class,
            () -> Worker.find(3, location, dmtcp.command(), PATIENCE)).getMessage());
    }

    private String fault(final byte[] image, final Duration patience) throws IOException {
        return fault(capture(0, image, new CheckpointRound(coordinator()), patience));
    }

    private String fault(final Capture capture) throws IOException {
        try (TransferScene scene = new TransferScene(root, 1, CHUNK);
            LocalRanks ranks = LocalRanks.start(
                scene.source(), TransferScene.JOB, List.of(capture), TransferScene.DEADLINE)) {
            return assertThrows(TransferException.class,
                () -> scene.source().awaitCommitted(TransferScene.DEADLINE)).getMessage();
        }
    }

    private Capture capture(final int rank, final byte[] image, final CheckpointRound round, final Duration patience)
        throws IOException {

        final Worker worker = Worker.find(rank, Long.toString(dmtcp.start(image)), dmtcp.command(), patience);
        assertEquals(dmtcp.image(rank), worker.image());
        round.join();
        return new DmtcpCapture(rank, "image", worker, round, patience);
    }

    private Coordinator coordinator() {
        return new Coordinator(dmtcp.command(), "localhost", "7779");
    }

    private void assertNothingLeft() throws IOException {
        try (Stream<Path> files = Files.list(dmtcp.directory())) {
            assertEquals(List.of(), files.toList());
        }
    }
}
