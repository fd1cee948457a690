package org.rankferry.engine.system;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.Rankferry;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.Target;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.rank.RankWriter;
import org.rankferry.engine.rank.StreamWriter;
import org.rankferry.engine.synthetic.ImageContent;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** One source and one target move set after set of the same living ranks. */
class RepeatedSetsTest {
    private static final int RANKS = 3;
    private static final int SETS = 4;
    private static final long BYTES = 700_001;

    @TempDir
    Path root;

    @Test
    void ranksAreAskedAgainAndTheMemoryIsRecycled() throws Exception {
        try (Transfer transfer = new Transfer(root);
            ExecutorService ranks = Executors.newCachedThreadPool();
            Target target = Rankferry.target(transfer.target("shm", "memory")
                .reserveFiles(RANKS).reserveBytes(BYTES).build());
            Source source = Rankferry.source(
                transfer.source("shm", RANKS, target.address()).beginAtOnce(false).build())) {

            final List<Future<?>> running = new ArrayList<>();
            for (int rank = 0; rank < RANKS; rank++) {
                final int number = rank;
                running.add(ranks.submit(() -> writeSets(source.door(), number)));
            }
            for (int set = 0; set < SETS; set++) {
                source.begin();
                final TransferResult sent = source.awaitCommitted(Transfer.DEADLINE);
                final TransferResult received = target.awaitCommitted(Transfer.DEADLINE);
                assertEquals(set + 1, sent.epoch());
                assertEquals(set + 1, received.epoch());
                assertEquals(RANKS * BYTES, sent.bytes());
                Transfer.assertContent(received.directory(), RANKS, BYTES);
                target.recycle(received.directory());
            }
            for (final Future<?> rank : running) {
                rank.get();
            }
        }
    }

    private static void writeSets(final Path door, final int rank) {
        try (RankWriter writer = RankWriter.attach(door, Transfer.JOB, rank, Transfer.DEADLINE)) {
            for (int set = 0; set < SETS; set++) {
                writer.awaitCheckpoint();
                final StreamWriter stream = writer.open("ctx", BYTES);
                final ByteBuffer image = ByteBuffer.allocateDirect((int) BYTES);
                ImageContent.fill(image, ImageContent.key(Transfer.SEED, rank, 0), 0);
                stream.write(image.flip());
                stream.end();
                writer.endImage();
                writer.awaitCommitted();
            }
        }
    }
}
