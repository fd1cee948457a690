package org.rankferry.engine.synthetic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What {@code rankferry-rank} writes. The same rule in Java; all arithmetic modulo 2<sup>64</sup>:
 *
 * <pre>
 *   mix(z):                     z = z + 0x9E3779B97F4A7C15
 *                               z = (z ^ (z &gt;&gt;&gt; 30)) * 0xBF58476D1CE4E5B9
 *                               z = (z ^ (z &gt;&gt;&gt; 27)) * 0x94D049BB133111EB
 *                               mix = z ^ (z &gt;&gt;&gt; 31)
 *   key(seed, rank, stream)  =  mix(seed ^ mix(rank * 2^32 + stream))
 *   word(key, offset)        =  mix(key + offset)      offset is a multiple of 8
 * </pre>
 *
 * <p>The byte at an offset is a byte of the word its offset lies in, the lowest first. Streams are numbered from 0 in
 * the image; one of K streams has N / K of the image's N bytes, and one more when its number is below N mod K.
 */
public final class ImageContent {
    private static final int BLOCK = 1 << 20;

    private ImageContent() {
    }

    /** Key of a stream's content. */
    public static long key(final long seed, final int rank, final int stream) {
        return mix(seed ^ mix(((long) rank << 32) + stream));
    }

    /** Bytes of one stream of an image. */
    public static long streamBytes(final long imageBytes, final int streams, final int stream) {
        return imageBytes / streams + (stream < imageBytes % streams ? 1 : 0);
    }

    /**
     * Fills a buffer's remaining bytes.
     *
     * @param bytes  that are filled.
     * @param key    of the stream.
     * @param offset of the first byte in the stream.
     */
    public static void fill(final ByteBuffer bytes, final long key, final long offset) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        long at = offset;
        while (bytes.hasRemaining()) {
            if ((at & 7) == 0 && bytes.remaining() >= Long.BYTES) {
                bytes.putLong(mix(key + at));
                at += Long.BYTES;
            } else {
                bytes.put(byteAt(key, at));
                at++;
            }
        }
    }

    /**
     * Compares a buffer's remaining bytes with what they should be.
     *
     * @param bytes  to check; its position ends at its limit or at the first wrong byte's word.
     * @param key    of the stream.
     * @param offset of the first byte in the stream.
     * @return offset in the stream of the first wrong byte, or -1.
     */
    public static long check(final ByteBuffer bytes, final long key, final long offset) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        long at = offset;
        while (bytes.hasRemaining()) {
            if ((at & 7) == 0 && bytes.remaining() >= Long.BYTES) {
                final long wrong = bytes.getLong() ^ mix(key + at);
                if (wrong != 0) {
                    return at + Long.numberOfTrailingZeros(wrong) / Byte.SIZE;
                }
                at += Long.BYTES;
            } else {
                if (bytes.get() != byteAt(key, at)) {
                    return at;
                }
                at++;
            }
        }
        return -1;
    }

    /**
     * Checks a whole file.
     *
     * @param file   that holds a stream.
     * @param key    of the stream.
     * @param length it must have.
     * @return what is wrong, in one line, or null.
     * @throws IOException when it can't be read.
     */
    public static String checkFile(final Path file, final long key, final long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() != length) {
                return file + " has " + channel.size() + " bytes, it should have " + length;
            }
            final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
            long offset = 0;
            while (offset < length) {
                block.clear();
                final int n = channel.read(block, offset);
                block.flip();
                final long wrong = check(block, key, offset);
                if (wrong >= 0) {
                    return file + " has a wrong byte at offset " + wrong;
                }
                offset += n;
            }
            return null;
        }
    }

    private static byte byteAt(final long key, final long offset) {
        return (byte) (mix(key + (offset & ~7L)) >>> ((offset & 7) * Byte.SIZE));
    }

    private static long mix(final long seed) {
        long z = seed + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
