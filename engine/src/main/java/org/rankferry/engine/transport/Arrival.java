package org.rankferry.engine.transport;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.codec.DataAttachDecoder;
import org.rankferry.protocol.wire.codec.HelloDecoder;
import org.rankferry.protocol.wire.codec.MessageHeaderDecoder;

/**
 * A connection that has come and not yet shown, by its first frame, what it is for: Hello makes a link, DataAttach
 * joins the link that expects it, anything else is unwanted.
 *
 * @param <C> kind of connection.
 */
public final class Arrival<C extends Link> {
    private final C connection;
    private final long deadlineNs;
    private UnsafeBuffer firstFrame;

    /**
     * A connection to be looked at.
     *
     * @param connection that has come.
     * @param deadlineNs for its first frame, by {@link System#nanoTime()}.
     */
    public Arrival(final C connection, final long deadlineNs) {
        this.connection = connection;
        this.deadlineNs = deadlineNs;
    }

    /** What a connection is for. */
    public enum Purpose {
        /** Its first frame has not come. */
        WAITING,
        /** A session begins. */
        HELLO,
        /** It carries data of a session. */
        DATA,
        /** To be closed without an answer. */
        UNWANTED
    }

    /** The connection. */
    public C connection() {
        return connection;
    }

    /** Its first frame, or null. */
    public UnsafeBuffer firstFrame() {
        return firstFrame;
    }

    /** Reads what has come. */
    public Purpose look() {
        connection.poll(this::keep, 1);
        if (firstFrame != null) {
            return purpose();
        }
        final boolean late = System.nanoTime() - deadlineNs >= 0;
        final LinkState state = connection.state();
        final boolean gone = state == LinkState.LOST || state == LinkState.CLOSED;
        return late || gone ? Purpose.UNWANTED : Purpose.WAITING;
    }

    private Purpose purpose() {
        final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(firstFrame, FrameHeader.LENGTH);
        if (header.schemaId() != HelloDecoder.SCHEMA_ID) {
            return Purpose.UNWANTED;
        }
        // A Hello of any version goes to the session, which refuses another one by name.
        if (header.templateId() == HelloDecoder.TEMPLATE_ID) {
            return Purpose.HELLO;
        }
        final boolean data = header.templateId() == DataAttachDecoder.TEMPLATE_ID
            && firstFrame.capacity() == FrameHeader.BODY_OFFSET + DataAttachDecoder.BLOCK_LENGTH;
        return data ? Purpose.DATA : Purpose.UNWANTED;
    }

    /** What a DataAttach shows. */
    public DataPass pass() {
        return DataPass.read(firstFrame);
    }

    private void keep(final DirectBuffer buffer, final int offset, final int length) {
        final byte[] copy = new byte[length];
        buffer.getBytes(offset, copy);
        firstFrame = new UnsafeBuffer(copy);
    }
}
