package org.rankferry.checkpointer.dmtcp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

import org.rankferry.checkpointer.Silence;
import org.rankferry.checkpointer.format.CheckedChannel;
import org.rankferry.checkpointer.format.StreamFault;
import org.rankferry.engine.checkpoint.Capture;
import org.rankferry.engine.checkpoint.CaptureException;
import org.rankferry.engine.checkpoint.StreamOpener;
import org.rankferry.engine.nativeio.InputDescriptor;
import org.rankferry.engine.nativeio.Libc;
import org.rankferry.engine.nativeio.WaitTooLongException;
import org.rankferry.engine.rank.StreamWriter;

/**
 * An image that DMTCP writes into a FIFO where it believes its file to be. The process goes on afterwards, so another
 * image can be had.
 */
final class DmtcpCapture implements Capture {
    private static final int DRAIN_BYTES = 1 << 20;
    private static final int LOOK_MS = 5;

    private final int rank;
    private final String stream;
    private final Worker worker;
    private final CheckpointRound round;
    private final Duration patience;
    private volatile String summary;

    DmtcpCapture(
        final int rank, final String stream, final Worker worker, final CheckpointRound round,
        final Duration patience) {

        this.rank = rank;
        this.stream = stream;
        this.worker = worker;
        this.round = round;
        this.patience = patience;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public long expectedBytes() {
        return 0;
    }

    @Override
    public String unrepeatable() {
        return null;
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public void write(final StreamOpener streams) {
        final Path fifo = worker.temporary();
        final Path kept = worker.image().resolveSibling(worker.image().getFileName() + ".kept");
        try {
            makeFifo(fifo);
            final boolean hadImage = Files.isRegularFile(worker.image(), LinkOption.NOFOLLOW_LINKS);
            try {
                if (hadImage) {
                    // DMTCP is about to rename the FIFO over it.
                    Files.move(worker.image(), kept, StandardCopyOption.REPLACE_EXISTING);
                }
                capture(streams, fifo);
            } finally {
                removeFifo(fifo);
                removeFifo(worker.image());
                if (hadImage) {
                    Files.move(kept, worker.image());
                }
            }
        } catch (final IOException e) {
            throw failure(e.getMessage(), e);
        }
    }

    private void capture(final StreamOpener streams, final Path fifo) throws IOException {
        final DmtcpStream check = new DmtcpStream();
        boolean asked = false;
        boolean ended = false;
        try (InputDescriptor input = InputDescriptor.open(fifo, patience)) {
            try (ReadableByteChannel channel = new CheckedChannel(new Kept(input), check)) {
                round.await(patience);
                asked = true;
                final StreamWriter writer = streams.open(stream, 0);
                writer.writeAll(channel);
                ended = true;
                awaitRename(fifo);
                writer.end();
                summary = check.summary().line();
            } catch (final StreamFault e) {
                throw failure("no DMTCP image to its end: " + e.getMessage(), e);
            } catch (final WaitTooLongException e) {
                throw failure(e.getMessage() + " at offset " + check.offset() + "; see what became of process "
                    + worker.pid() + ", or let " + Silence.VARIABLE + " be longer", e);
            } finally {
                if (asked && !ended) {
                    drain(input, fifo);
                }
            }
        }
    }

    /** DMTCP ends the process when it can't write, so somebody has to read to the end. */
    private void drain(final InputDescriptor input, final Path fifo) {
        final ByteBuffer nowhere = ByteBuffer.allocateDirect(DRAIN_BYTES);
        final boolean interrupted = Thread.interrupted();
        try {
            while (input.read(nowhere.clear()) >= 0) {
                nowhere.clear();
            }
            awaitRename(fifo);
        } catch (final IOException e) {
            // Nothing more can be done for the process; why the capture failed is what counts.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void makeFifo(final Path fifo) throws IOException {
        if (Files.isRegularFile(fifo, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(
                fifo + " is there already, of a checkpoint that another one takes or that has failed; remove it");
        }
        removeFifo(fifo);
        Libc.makeFifo(fifo);
    }

    /** DMTCP does not survive either when there is nothing to rename. */
    private void awaitRename(final Path fifo) throws IOException {
        final long untilNs = System.nanoTime() + patience.toNanos();
        while (Files.exists(fifo, LinkOption.NOFOLLOW_LINKS)) {
            if (System.nanoTime() - untilNs >= 0) {
                throw new IOException(fifo + " was written and not renamed by process " + worker.pid());
            }
            try {
                Thread.sleep(LOOK_MS);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted in a wait for the end of the checkpoint", e);
            }
        }
    }

    /** Removes what neither is a file nor anything else of DMTCP's. */
    private static void removeFifo(final Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
            && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(path)) {
            Files.delete(path);
        }
    }

    private CaptureException failure(final String why, final Exception cause) {
        return new CaptureException("image of rank " + rank + ": process " + worker.pid() + ": " + why, cause);
    }

    /** Of a descriptor that outlives it. */
    private record Kept(InputDescriptor input) implements ReadableByteChannel {
        @Override
        public int read(final ByteBuffer dst) throws IOException {
            return input.read(dst);
        }

        @Override
        public boolean isOpen() {
            return input.isOpen();
        }

        @Override
        public void close() {
            // Whoever opened the descriptor closes it.
        }
    }
}
