package org.rankferry.engine.store.set;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

import org.rankferry.protocol.image.Crc32c;

/**
 * Takes the CRC-32C of files with two threads. Files are cut into pieces whose checksums are combined, so that one
 * large file keeps both busy. Reads with system calls: a file that is cut meanwhile is an error, not a signal.
 */
final class PieceReader {
    private static final long PIECE_BYTES = 16L << 20;
    private static final int BUFFER_BYTES = 1 << 20;

    private final SetVerifier.Progress progress;
    private final List<Path> files = new ArrayList<>();
    private final List<Piece> pieces = new ArrayList<>();
    /** Of each file, the index of its first piece; its others follow. */
    private final List<Integer> firsts = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final Object progressLock = new Object();
    private long total;
    private long done;

    PieceReader(final SetVerifier.Progress progress) {
        this.progress = progress;
    }

    /** A part of a file; written by the one thread that took it. */
    private static final class Piece {
        private final int file;
        private final long start;
        private final long length;
        private int crc;
        private String fault;

        Piece(final int file, final long start, final long length) {
            this.file = file;
            this.start = start;
            this.length = length;
        }
    }

    /** Adds a file, whose index is the number of files added before. */
    void add(final Path file, final long length) {
        firsts.add(pieces.size());
        for (long at = 0; at < length; at += PIECE_BYTES) {
            pieces.add(new Piece(files.size(), at, Math.min(PIECE_BYTES, length - at)));
        }
        files.add(file);
        total += length;
    }

    /** Reads everything. */
    void run() {
        final Thread second = Thread.ofPlatform().daemon().name("rankferry-verify").unstarted(this::readPieces);
        if (pieces.size() > 1) {
            second.start();
        }
        readPieces();
        boolean interrupted = false;
        while (second.isAlive()) {
            try {
                // It is at its last piece: this ends as soon as a read of 16 MiB does.
                second.join();
            } catch (final InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** CRC-32C of a file. */
    int crc(final int file) {
        int crc = 0;
        for (final Piece piece : piecesOf(file)) {
            crc = Crc32c.combine(crc, piece.crc, piece.length);
        }
        return crc;
    }

    /** Why a file can't be read, or null. */
    String fault(final int file) {
        for (final Piece piece : piecesOf(file)) {
            if (piece.fault != null) {
                return piece.fault;
            }
        }
        return null;
    }

    private List<Piece> piecesOf(final int file) {
        final int end = file + 1 < firsts.size() ? firsts.get(file + 1) : pieces.size();
        return pieces.subList(firsts.get(file), end);
    }

    long bytesRead() {
        return done;
    }

    private void readPieces() {
        final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        int index = next.getAndIncrement();
        while (index < pieces.size()) {
            read(pieces.get(index), buffer);
            index = next.getAndIncrement();
        }
    }

    private void read(final Piece piece, final ByteBuffer buffer) {
        final CRC32C crc = new CRC32C();
        long at = piece.start;
        final long end = piece.start + piece.length;
        try (FileChannel channel = FileChannel.open(files.get(piece.file), StandardOpenOption.READ)) {
            while (at < end) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
                final int length = channel.read(buffer, at);
                if (length < 0) {
                    piece.fault = "ends at " + at + ", it was cut while it was read";
                    return;
                }
                crc.update(buffer.flip());
                at += length;
            }
            piece.crc = (int) crc.getValue();
        } catch (final IOException e) {
            piece.fault = "can't be read at " + at + ": " + e.getMessage();
        } finally {
            tell(at - piece.start);
        }
    }

    private void tell(final long bytes) {
        synchronized (progressLock) {
            done += bytes;
            progress.onBytes(done, total);
        }
    }
}
