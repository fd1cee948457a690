package org.rankferry.engine.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankferry.engine.Rankferry;
import org.rankferry.engine.api.Deadlines;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.SourceObserver;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.api.Target;
import org.rankferry.engine.api.TargetObserver;
import org.rankferry.engine.api.TargetOptions;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.rank.RankWriter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What goes wrong on the way: the set arrives whole all the same, or is refused in one line with nothing left. */
class FaultTest {
    private static final int RANKS = 4;
    private static final long BYTES = 2_000_003;
    private static final Deadlines SHORT = Deadlines.DEFAULT
        .with("connect", Duration.ofSeconds(2)).with("silence", Duration.ofMillis(600))
        .with("resume", Duration.ofSeconds(5));

    @TempDir
    private Path root;
    private Transfer transfer;

    @BeforeEach
    void open() throws Exception {
        transfer = new Transfer(root);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        transfer.close();
        try (var left = Files.list(transfer.runDirectory())) {
            assertEquals(List.of(), left.toList(), "the run directory");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aLinkThatIsCutIsResumed(final long seed) throws Exception {
        final Random random = new Random(seed);
        final long[] cuts = random.longs(3, 1_000, RANKS * BYTES).sorted().toArray();
        try (Target target = Rankferry.target(target("tcp", "memory").build());
            CuttingProxy proxy = new CuttingProxy(target.address(), cuts);
            Source source = Rankferry.source(source("tcp", proxy.address()).build())) {
            transfer.startRanks(source.door(), RANKS, BYTES);
            final TransferResult sent = source.awaitCommitted(Transfer.DEADLINE);
            final TransferResult received = target.awaitCommitted(Transfer.DEADLINE);
            transfer.awaitRanks();
            Transfer.assertContent(received.directory(), RANKS, BYTES);
            assertEquals(3, proxy.cuts(), "cuts, seed " + seed);
            assertTrue(sent.reconnects() >= 1 && sent.reconnects() <= 3,
                sent.reconnects() + " reconnects, seed " + seed);
        }
    }

    @Test
    void aWireThatSwallowsEverythingIsNoticed() throws Exception {
        final List<String> lost = new CopyOnWriteArrayList<>();
        final SourceObserver observer = new SourceObserver() {
            @Override
            public void onTargetLost(final String peer, final String cause) {
                lost.add(cause);
            }
        };
        final TargetObserver targetObserver = new TargetObserver() {
            @Override
            public void onSourceLost(final String peer, final String cause) {
                lost.add(cause);
            }
        };
        try (Target target = Rankferry.target(target("tcp", "memory").build(), targetObserver);
            CuttingProxy proxy = new CuttingProxy(target.address());
            Source source = Rankferry.source(source("tcp", proxy.address()).build(), observer)) {
            try (RankWriter slow = RankWriter.attach(source.door(), Transfer.JOB, RANKS - 1, Transfer.DEADLINE)) {
                transfer.startRanks(source.door(), RANKS - 1, BYTES);
                slow.awaitCheckpoint();
                proxy.swallow();
                await("the silence is noticed", () -> !lost.isEmpty());
                proxy.heal();
                Transfer.writeStream(slow, RANKS - 1, BYTES);
                slow.endImage();
                final TransferResult received = target.awaitCommitted(Transfer.DEADLINE);
                Transfer.assertContent(received.directory(), RANKS, BYTES);
                assertTrue(received.reconnects() >= 1, received.reconnects() + " reconnects");
                transfer.awaitRanks();
            }
        }
        // Whichever end notices first closes the link, and the other sees that.
        assertTrue(lost.stream().anyMatch(cause -> cause.contains("nothing heard from")), lost.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "shm"})
    void aLostTargetIsReplacedByTheNext(final String transport) throws Exception {
        final CountDownLatch firstStored = new CountDownLatch(1);
        final TargetObserver observer = new TargetObserver() {
            @Override
            public void onImageStored(final int rank, final long bytes) {
                firstStored.countDown();
            }
        };
        final Target first = Rankferry.target(target(transport, "memory").name("first").build(), observer);
        try (Target second = Rankferry.target(second(transport));
            Source source = Rankferry.source(source(transport, first.address(), second.address()).build())) {
            try (RankWriter late = RankWriter.attach(source.door(), Transfer.JOB, RANKS - 1, Transfer.DEADLINE)) {
                transfer.startRanks(source.door(), RANKS - 1, BYTES);
                late.awaitCheckpoint();
                assertTrue(firstStored.await(20, TimeUnit.SECONDS));
                first.close();
                // The late rank is asked once more, for the second target.
                final RuntimeException again =
                    assertThrows(RuntimeException.class, () -> writeImage(late, RANKS - 1));
                assertTrue(again.getMessage().contains("wanted again"), again.getMessage());
                late.awaitCheckpoint();
                Transfer.writeStream(late, RANKS - 1, BYTES);
                late.endImage();
                final TransferResult received = second.awaitCommitted(Transfer.DEADLINE);
                Transfer.assertContent(received.directory(), RANKS, BYTES);
                transfer.awaitRanks();
            }
        } finally {
            first.close();
        }
    }

    @Test
    void aDeadTargetWithNoOtherEndsTheSet() throws Exception {
        final Target target = Rankferry.target(target("tcp", "memory").build());
        try (Source source = Rankferry.source(source("tcp", target.address()).build());
            RankWriter only = RankWriter.attach(source.door(), Transfer.JOB, 0, Transfer.DEADLINE)) {
            transfer.startRanks(source.door(), RANKS, 1, BYTES);
            only.awaitCheckpoint();
            target.close();
            final TransferException fault =
                assertThrows(TransferException.class, () -> source.awaitCommitted(Transfer.DEADLINE));
            assertTrue(fault.getMessage().contains("127.0.0.1"), fault.getMessage());
            assertThrows(RuntimeException.class, () -> writeImage(only, 0));
        } finally {
            target.close();
        }
    }

    @Test
    void aSourceThatVanishesIsReportedAndNothingIsCommitted() throws Exception {
        final Deadlines hasty = SHORT.with("resume", Duration.ofMillis(300));
        final AtomicBoolean aborted = new AtomicBoolean();
        final TargetObserver observer = new TargetObserver() {
            @Override
            public void onAborted(final String job, final long epoch, final String cause) {
                aborted.set(true);
            }
        };
        try (Target target = Rankferry.target(target("tcp", "memory").deadlines(hasty).build(), observer);
            CuttingProxy proxy = new CuttingProxy(target.address())) {
            try (Source source = Rankferry.source(source("tcp", proxy.address()).build());
                RankWriter rank = RankWriter.attach(source.door(), Transfer.JOB, 0, Transfer.DEADLINE)) {
                transfer.startRanks(source.door(), RANKS, 1, BYTES);
                rank.awaitCheckpoint();
                proxy.sever();
                final TransferException fault =
                    assertThrows(TransferException.class, () -> target.awaitCommitted(Transfer.DEADLINE));
                assertTrue(fault.getMessage().contains("has not come back within 0.3 s"), fault.getMessage());
            }
            assertTrue(aborted.get());
            assertFalse(Files.exists(transfer.images("memory").resolve("manifest.json")));
        }
    }

    @Test
    void aRankThatDiesIsNamedAndTheOthersFinish() throws Exception {
        final List<Integer> stored = new CopyOnWriteArrayList<>();
        final TargetObserver observer = new TargetObserver() {
            @Override
            public void onImageStored(final int rank, final long bytes) {
                stored.add(rank);
            }
        };
        try (Target target = Rankferry.target(target("shm", "memory").build(), observer);
            Source source = Rankferry.source(source("shm", target.address()).build())) {
            try (RankWriter dying = RankWriter.attach(source.door(), Transfer.JOB, 0, Transfer.DEADLINE)) {
                transfer.startRanks(source.door(), RANKS, 1, BYTES);
                dying.awaitCheckpoint();
                Transfer.writePart(dying, 0, 100_000);
            }
            final TransferException sent =
                assertThrows(TransferException.class, () -> source.awaitCommitted(Transfer.DEADLINE));
            assertTrue(sent.getMessage().contains("rank 0 (pid "), sent.getMessage());
            assertTrue(sent.getMessage().contains("incomplete"), sent.getMessage());
            final TransferException received =
                assertThrows(TransferException.class, () -> target.awaitCommitted(Transfer.DEADLINE));
            assertTrue(received.getMessage().contains("rank 0"), received.getMessage());
            assertEquals(RANKS - 1, stored.size(), "the others finished: " + stored);
        }
    }

    @Test
    void aWrongSecretIsRefused() throws Exception {
        final Path other = root.resolve("other-secret");
        SecretFile.create(other);
        try (Target target = Rankferry.target(target("tcp", "memory").build());
            Source source = Rankferry.source(
                source("tcp", target.address()).secretFile(other).build())) {
            final TransferException fault =
                assertThrows(TransferException.class, () -> source.awaitCommitted(Transfer.DEADLINE));
            assertTrue(fault.getMessage().contains("secret"), fault.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({"chunk, chunk size", "pool, pool size", "job, job", "epoch, epoch"})
    void aMismatchIsRefusedByName(final String what, final String named) throws Exception {
        final TargetOptions.Builder options = target("tcp", "memory");
        switch (what) {
            case "chunk" -> options.chunkBytes(1 << 20);
            case "pool" -> options.poolBytes(64 << 20);
            case "job" -> options.job("bt");
            default -> options.epoch(5);
        }
        try (Target target = Rankferry.target(options.build());
            Source source = Rankferry.source(source("tcp", target.address()).build())) {
            final TransferException fault =
                assertThrows(TransferException.class, () -> source.awaitCommitted(Transfer.DEADLINE));
            assertTrue(fault.getMessage().contains(named), fault.getMessage());
        }
    }

    @Test
    void aSetThatDoesNotFitIsRefusedBeforeTheFirstByte() throws Exception {
        try (Target target = Rankferry.target(target("shm", "memory").maxBytes(4 << 20).build());
            Source source = Rankferry.source(source("shm", target.address()).expectedBytes(8 << 20).build())) {
            final TransferException fault =
                assertThrows(TransferException.class, () -> source.awaitCommitted(Transfer.DEADLINE));
            assertTrue(fault.getMessage().contains("8388608 bytes does not fit"), fault.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void aStoreThatFillsUpEndsTheSet(final String store) throws Exception {
        try (Target target = Rankferry.target(target("shm", store).maxBytes(3 << 20).build());
            Source source = Rankferry.source(source("shm", target.address()).build())) {
            transfer.startRanks(source.door(), RANKS, BYTES);
            final TransferException sent =
                assertThrows(TransferException.class, () -> source.awaitCommitted(Transfer.DEADLINE));
            assertTrue(sent.getMessage().contains("rank "), sent.getMessage());
            final TransferException received =
                assertThrows(TransferException.class, () -> target.awaitCommitted(Transfer.DEADLINE));
            assertTrue(received.getMessage().matches(".*(limit is 3145728 bytes|takes only [0-9]+ more).*"),
                received.getMessage());
            assertThrows(AssertionError.class, transfer::awaitRanks);
        }
    }

    @Test
    void twoJobsOfOneNameAreRefusedOnOneHost() throws Exception {
        try (Target target = Rankferry.target(target("shm", "memory").build());
            Source source = Rankferry.source(source("shm", target.address()).build())) {
            assertTrue(Files.exists(source.door()));
            final RuntimeException fault = assertThrows(
                RuntimeException.class, () -> Rankferry.source(source("shm", target.address()).build()));
            assertTrue(fault.getMessage().contains("job lu already has a source"), fault.getMessage());
        }
    }

    @Test
    void aSecondRankOfOneNumberAndOneTooManyAreRefused() throws Exception {
        try (Target target = Rankferry.target(target("shm", "memory").build());
            Source source = Rankferry.source(source("shm", target.address()).ranks(1).build());
            RankWriter first = RankWriter.attach(source.door(), Transfer.JOB, 3, Transfer.DEADLINE)) {
            final TransferException twice = assertThrows(TransferException.class,
                () -> RankWriter.attach(source.door(), Transfer.JOB, 3, Transfer.DEADLINE));
            assertTrue(twice.getMessage().contains("rank 3 of job lu is attached already"), twice.getMessage());
            final TransferException tooMany = assertThrows(TransferException.class,
                () -> RankWriter.attach(source.door(), Transfer.JOB, 4, Transfer.DEADLINE));
            assertTrue(tooMany.getMessage().contains("--ranks 2"), tooMany.getMessage());
            final TransferException foreign = assertThrows(TransferException.class,
                () -> RankWriter.attach(source.door(), "bt", 4, Transfer.DEADLINE));
            assertTrue(foreign.getMessage().contains("bt"), foreign.getMessage());
            assertTrue(first.toString().contains("3"), first.toString());
        }
    }

    @Test
    void ranksThatDoNotComeAreCounted() throws Exception {
        final Deadlines hasty = SHORT.with("gather", Duration.ofMillis(300));
        try (Target target = Rankferry.target(target("shm", "memory").build());
            Source source = Rankferry.source(source("shm", target.address()).deadlines(hasty).build());
            RankWriter lonely = RankWriter.attach(source.door(), Transfer.JOB, 0, Transfer.DEADLINE)) {
            final TransferException fault =
                assertThrows(TransferException.class, () -> source.awaitCommitted(Transfer.DEADLINE));
            assertTrue(fault.getMessage().contains("only 1 of 4 ranks"), fault.getMessage());
            assertThrows(RuntimeException.class, lonely::awaitCommitted);
        }
    }

    @Test
    void aRankThatStallsIsNamed() throws Exception {
        final Deadlines hasty = SHORT.with("stall", Duration.ofMillis(400));
        try (Target target = Rankferry.target(target("shm", "memory").build());
            Source source = Rankferry.source(source("shm", target.address()).deadlines(hasty).build());
            RankWriter stalling = RankWriter.attach(source.door(), Transfer.JOB, 0, Transfer.DEADLINE)) {
            transfer.startRanks(source.door(), RANKS, 1, BYTES);
            stalling.awaitCheckpoint();
            final TransferException fault =
                assertThrows(TransferException.class, () -> source.awaitCommitted(Transfer.DEADLINE));
            assertTrue(fault.getMessage().contains("rank 0 (pid ")
                && fault.getMessage().contains("committed nothing"), fault.getMessage());
            assertThrows(AssertionError.class, transfer::awaitRanks);
        }
    }

    @Test
    void setAfterSetGoesThroughOneSource() throws Exception {
        try (Target target = Rankferry.target(target("shm", "memory").keepSets(true).build());
            Source source = Rankferry.source(source("shm", target.address()).ranks(1).beginAtOnce(false).build());
            RankWriter rank = RankWriter.attach(source.door(), Transfer.JOB, 0, Transfer.DEADLINE)) {
            for (int set = 1; set <= 3; set++) {
                source.begin();
                rank.awaitCheckpoint();
                Transfer.writeStream(rank, 0, BYTES);
                rank.endImage();
                rank.awaitCommitted();
                assertEquals(set, source.awaitCommitted(Transfer.DEADLINE).epoch());
                final TransferResult received = target.awaitCommitted(Transfer.DEADLINE);
                Transfer.assertContent(received.directory(), 1, BYTES);
                target.recycle(received.directory());
                assertFalse(Files.exists(received.directory()));
            }
        }
    }

    private TargetOptions.Builder target(final String transport, final String store) {
        return transfer.target(transport, store).deadlines(SHORT);
    }

    private TargetOptions second(final String transport) {
        return TargetOptions.builder(
                transport.equals("tcp") ? "127.0.0.1:0" : "unix:" + root.resolve("second.sock"),
                transfer.secret(), transfer.images("memory").resolveSibling("second"))
            .transport(transport).name("second").runDirectory(transfer.runDirectory()).deadlines(SHORT).build();
    }

    private SourceOptions.Builder source(final String transport, final String... addresses) {
        return transfer.source(transport, RANKS, addresses).deadlines(SHORT);
    }

    @Test
    void aSourceThatIsClosedEndsEveryWait() throws Exception {
        try (Target target = Rankferry.target(transfer.target("shm", "memory").build())) {
            final Source source = Rankferry.source(transfer.source("shm", 1, target.address()).build());
            final CompletableFuture<String> wait = CompletableFuture.supplyAsync(() -> faultOf(source::awaitCommitted));
            source.close();
            assertEquals("the source was stopped", wait.get());
            assertEquals("the source was stopped", faultOf(source::awaitCommitted));
        }
    }

    @Test
    void aVacantTargetThatIsClosedEndsEveryWait() throws Exception {
        final Target target = Rankferry.target(transfer.target("shm", "memory").build());
        final CompletableFuture<String> wait = CompletableFuture.supplyAsync(() -> faultOf(target::awaitCommitted));
        target.close();
        assertEquals("the target was stopped", wait.get());
        assertEquals("the target was stopped", faultOf(target::awaitCommitted));
    }

    private static String faultOf(final Function<Duration, TransferResult> wait) {
        return assertThrows(TransferException.class, () -> wait.apply(Transfer.DEADLINE)).getMessage();
    }

    private static void writeImage(final RankWriter rank, final int number) {
        Transfer.writeStream(rank, number, BYTES);
        rank.endImage();
        rank.awaitCommitted();
    }

    private static void await(final String what, final BooleanSupplier condition) throws InterruptedException {
        final long deadline = System.nanoTime() + Transfer.DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what + " before the deadline");
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
