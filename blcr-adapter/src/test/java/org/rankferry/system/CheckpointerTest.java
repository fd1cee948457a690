package org.rankferry.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rankferry.checkpointer.blcr.BlcrGenerator;
import org.rankferry.checkpointer.blcr.BlcrPlan;
import org.rankferry.checkpointer.dmtcp.DmtcpGenerator;
import org.rankferry.checkpointer.dmtcp.FakeDmtcp;
import org.rankferry.engine.nativeio.Libc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code send --checkpointer} with what BLCR and DMTCP write, and {@code inspect} of what arrived. */
@Tag("slow")
@Tag(Wire.NONE)
class CheckpointerTest {
    @RegisterExtension
    private final Node node = new Node();
    private final List<Thread> writers = new ArrayList<>();

    @AfterEach
    void everyWriterHasEnded() throws InterruptedException {
        for (final Thread writer : writers) {
            writer.join(ChildProcess.patienceSeconds() * 1000L);
            assertFalse(writer.isAlive(), writer::toString);
        }
    }

    @Test
    void contextsComeFromFifoDescriptorAndStandardInputAtOnce() throws Exception {
        final ChildProcess target = node.receive(Wire.SHM, "--store", "file");
        final ChildProcess source = node.rankferryBy(
            List.of("/bin/sh", "-c", "exec 3<\"$0\" <\"$1\"; shift; exec \"$@\"", fifo(1).toString(),
                fifo(2).toString()),
            send(target, "blcr", "--rank", "0", fifo(0).toString(), "--rank", "1", "fd:3", "--rank", "2", "-"));
        source.awaitExit(0);
        target.awaitExit(0);
        final Path images = node.images("default");
        for (int rank = 0; rank < 3; rank++) {
            final Path expected = node.root().resolve("expected" + rank);
            write(expected, rank);
            assertEquals(-1, Files.mismatch(expected, images.resolve("rank-" + rank).resolve("context")),
                "rank " + rank);
            source.awaitOut("rank " + rank + ": BLCR context: version 9, scope PROC, architecture x86_64, kernel 3.10");
        }
        node.rankferry("verify", images.toString()).awaitExit(0);
        final ChildProcess inspect = node.rankferry("inspect", images.toString());
        inspect.awaitExit(0);
        inspect.awaitOut("job lu, epoch ");
        inspect.awaitOut("rank 2, " + images + "/rank-2/context, ");
    }

    @Test
    void aWriterThatIsKilledInTheMiddleGivesTheSetUp() throws Exception {
        final ChildProcess target = node.receive(Wire.SHM);
        final Path whole = node.root().resolve("whole");
        write(whole, 0);
        final long cut = Files.size(whole) / 2;
        final Path input = node.root().resolve("cut");
        Files.copy(whole, input);
        try (FileChannel file = FileChannel.open(input, StandardOpenOption.WRITE)) {
            file.truncate(cut);
        }
        final ChildProcess source = node.sendInput(input, target,
            "--transport", "shm", "--checkpointer", "blcr", "--rank", "0", "-");
        source.awaitFault(1, "image of rank 0: standard input: no BLCR context to its end: offset " + cut
            + ": expected ", ", found the end of the stream");
        target.awaitFault(1, "no BLCR context to its end: offset " + cut);
        assertFalse(Node.hasManifest(node.images("default")));
        final ChildProcess inspect = node.rankferry("inspect", input.toString());
        inspect.awaitFault(1, "offset " + cut + ": expected ");
        inspect.awaitOut("  fault: offset " + cut);
    }

    @Test
    void aWriterThatHangsIsGivenUpAfterItsSilence() throws Exception {
        final ChildProcess target = node.receive(Wire.SHM);
        final Path fifo = node.root().resolve("silent");
        Libc.makeFifo(fifo);
        try (FileChannel ignored = FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            final ChildProcess source = node.rankferryBy(
                List.of("env", "RANKFERRY_CHECKPOINTER_SILENCE=0.5"),
                send(target, "blcr", "--rank", "0", fifo.toString()));
            source.awaitFault(1, "no byte from " + fifo + " for 0.5 s at offset 0");
            target.awaitFault(1, "for 0.5 s at offset 0");
            assertTrue(ignored.isOpen());
        }
    }

    @Test
    void processesUnderDmtcpAreCheckpointedByOneRequest() throws Exception {
        final ChildProcess target = node.receive(Wire.SHM, "--store", "file");
        final Path place = Files.createDirectory(node.root().resolve("dmtcp"));
        try (FakeDmtcp dmtcp = new FakeDmtcp(place)) {
            final String first = Long.toString(dmtcp.start(DmtcpGenerator.image(1, 30)));
            final String second = Long.toString(dmtcp.start(DmtcpGenerator.image(2, 30)));
            final ChildProcess source = node.rankferryBy(
                List.of("env", "RANKFERRY_DMTCP_COMMAND=" + dmtcp.command()),
                send(target, "dmtcp", "--rank", "1", first, "--rank", "2", second + "@" + dmtcp.directory()));
            source.awaitExit(0);
            target.awaitExit(0);
            for (int rank = 1; rank <= 2; rank++) {
                assertArrayEquals(DmtcpGenerator.image(rank, 30), Files.readAllBytes(
                    node.images("default").resolve("rank-" + rank).resolve("image")), "rank " + rank);
            }
            assertEquals(1, dmtcp.asked());
            source.awaitOut("rank 1: DMTCP image: version 4.0");
            try (Stream<Path> left = Files.list(dmtcp.directory())) {
                assertEquals(List.of(), left.toList());
            }
        }
    }

    private List<String> send(final ChildProcess target, final String checkpointer, final String... words)
        throws InterruptedException {

        return Node.words("send", Node.words(words, "--checkpointer", checkpointer, "--transport", "shm"),
            node.usualOfSource(Node.address(target)));
    }

    private Path fifo(final int rank) throws IOException {
        final Path fifo = node.root().resolve("fifo" + rank);
        Libc.makeFifo(fifo);
        writers.add(Thread.ofPlatform().daemon().start(() -> {
            try {
                write(fifo, rank);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
        return fifo;
    }

    private static void write(final Path path, final int rank) throws IOException {
        try (FileChannel out = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            BlcrGenerator.write(BlcrPlan.of(50 + rank, rank, 10, 500), out);
        }
    }
}
