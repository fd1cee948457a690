package org.rankferry.checkpointer.mount;

import java.nio.ByteBuffer;

/** A file system as the kernel asks for it. Called on the thread of its {@link FuseServer} alone. */
interface FuseFiles {
    /** How long the kernel may take what it was told of names and attributes to be so, in nanoseconds. */
    long validNs();

    /**
     * Where the bytes of the next write shall land, from the buffer's position to its limit; what does not fit goes to
     * the server's own memory.
     *
     * @return null when they may all land there.
     */
    ByteBuffer landing();

    /**
     * The bytes of a write.
     *
     * @param request with its fixed part.
     * @param landed  how many of its bytes are in the landing.
     * @param rest    the others.
     * @param reply   for the answer.
     */
    void write(FuseRequest request, int landed, ByteBuffer rest, FuseReply reply);

    /**
     * Any other request. One that can't be answered yet is answered later, from {@link #idle}.
     *
     * @param request to answer.
     * @param reply   for the answer.
     */
    void serve(FuseRequest request, FuseReply reply);

    /** How long nothing needs to be done when nothing is asked, in nanoseconds. */
    long idleNs();

    /** Whether nobody is to be answered any more, though some may still have files open. */
    boolean isOver();

    /** Does what is to be done beside answering: called between requests, and when {@link #idleNs()} have passed. */
    void idle(FuseReply reply);
}
