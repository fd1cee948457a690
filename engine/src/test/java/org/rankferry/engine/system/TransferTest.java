package org.rankferry.engine.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankferry.engine.Rankferry;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.Target;
import org.rankferry.engine.api.TargetOptions;
import org.rankferry.engine.api.TransferResult;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whole image sets from ranks to the store, in every combination of transport, store and placement. */
class TransferTest {
    private static final int RANKS = 5;
    private static final long BYTES = 3_000_017;

    @ParameterizedTest
    @CsvSource({
        "shm, memory, DIRECT", "shm, memory, STAGED", "shm, file, DIRECT", "shm, file, STAGED",
        "tcp, memory, DIRECT", "tcp, memory, STAGED", "tcp, file, DIRECT", "tcp, file, STAGED"})
    void arrivesWhole(
        final String transport, final String store, final TargetOptions.Placing placing, @TempDir final Path root)
        throws Exception {

        final TransferResult sent;
        final TransferResult received;
        try (Transfer transfer = new Transfer(root);
            Target target = Rankferry.target(transfer.target(transport, store).placement(placing).build());
            Source source = Rankferry.source(transfer.source(transport, RANKS, target.address()).build())) {
            transfer.startRanks(source.door(), RANKS, BYTES);
            sent = source.awaitCommitted(Transfer.DEADLINE);
            received = target.awaitCommitted(Transfer.DEADLINE);
            transfer.awaitRanks();
            Transfer.assertContent(received.directory(), RANKS, BYTES);
        }
        assertEquals(RANKS * BYTES, sent.bytes());
        assertEquals(RANKS * BYTES, received.bytes());
        assertEquals(0, received.retries());
        for (int rank = 0; rank < RANKS; rank++) {
            assertEquals(sent.images().get(rank).crc(), received.images().get(rank).crc(), "CRC of rank " + rank);
        }
        assertTrue(sent.poolHighWater() > RANKS && sent.poolHighWater() <= 16, "high water " + sent.poolHighWater());
        try (Stream<Path> left = Files.list(root.resolve("run"))) {
            assertEquals(0, left.count(), "the run directory is empty");
        }
    }
}
