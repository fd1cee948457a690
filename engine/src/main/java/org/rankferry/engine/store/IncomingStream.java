package org.rankferry.engine.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;

import org.rankferry.engine.transport.Destination;
import org.rankferry.protocol.image.ExtentSet;

/** One stream of a rank's image that is arriving. Bytes may come in any order. */
public interface IncomingStream {
    /**
     * Memory of the stream itself that a READ can land in. Maps, allocates and registers ahead as needed.
     *
     * @param position    in the stream, in bytes.
     * @param length      in bytes, a chunk at the most.
     * @param destination that is cleared and filled with one or two pieces.
     * @throws StoreException {@link StoreException#noSpace()} when the store is full.
     */
    void map(long position, int length, Destination destination);

    /**
     * Writes bytes that landed elsewhere.
     *
     * @param position in the stream, in bytes.
     * @param bytes    between position and limit, in a direct buffer for speed; all are taken.
     * @throws StoreException {@link StoreException#noSpace()} when the store is full.
     */
    void write(long position, ByteBuffer bytes);

    /**
     * The stream is whole: sets its length, and makes bytes that were never written read as zero. Nothing may be
     * mapped or written after it. Readers are told by the caller, through {@link Arrival#end}, once the digest was
     * found right.
     *
     * @param length of the stream in bytes.
     * @param held   what was written.
     */
    void finish(long length, ExtentSet held);

    /** CRC-32C of the stream's first bytes, read back. After {@link #finish}. */
    int digest(long length);

    /** The stream's file; readable while the stream arrives. Bytes that have not arrived read as anything. */
    Path path();

    /** Where the target agent tells readers how far the stream is. */
    Arrival arrival();
}
