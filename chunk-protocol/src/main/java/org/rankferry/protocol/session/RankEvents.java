package org.rankferry.protocol.session;

/**
 * What a {@link RankSession} tells and asks the source agent about one rank, from within its methods, on the caller's
 * thread. What arrives here obeys the rules of the door.
 */
public interface RankEvents {
    /**
     * A rank of the right job attaches.
     *
     * @param rank of the job
     * @param pid of its process, as it says
     * @param job its job
     * @return null to serve it, or why not: the rank is attached already, or is not one of the set
     */
    Refusal onAttach(int rank, int pid, String job);

    /**
     * The rank begins to write its image: leases may be granted.
     *
     * @param attempt of the CHECKPOINT it answers
     */
    void onImageBegin(int attempt);

    /**
     * The rank opens a stream.
     *
     * @param stream id, unique in the image
     * @param seekable whether positions may go back
     * @param expectedBytes of the stream, 0 when not known
     * @param name of the stream, unique in the image
     */
    void onStreamOpen(int stream, boolean seekable, long expectedBytes, String name);

    /**
     * The rank has filled a chunk it held; the chunk is the agent's from here on.
     *
     * @param stream id
     * @param chunk index in the pool
     * @param position of its first byte in the stream
     * @param length in bytes, 1 to the chunk size
     * @param crc CRC-32C of its bytes
     * @param ordinal of the chunk in the stream, counted here
     */
    void onCommit(int stream, int chunk, long position, int length, int crc, long ordinal);

    /**
     * The rank ends a stream.
     *
     * @param stream id
     * @param length in bytes
     * @param chunks committed
     * @param digestKnown whether {@code crc} is that of the stream
     * @param crc CRC-32C of the whole stream
     */
    void onStreamEnd(int stream, long length, long chunks, boolean digestKnown, int crc);

    /**
     * The rank asks to be told, by {@link RankSession#synced}, when the target holds every chunk it has committed so
     * far. May be answered from within this call.
     */
    void onSync();

    /**
     * The rank has written its whole image.
     *
     * @param streams it has
     */
    void onImageEnd(int streams);

    /**
     * A chunk this rank held is certain not to be written any more; it can be granted again.
     *
     * @param chunk index in the pool
     */
    void onLeaseReturned(int chunk);
}
