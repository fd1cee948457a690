package org.rankferry.checkpointer.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Cuts a stream that comes in pieces into fields: each is either collected, to be looked at, or stepped over. Fields
 * are little endian. Whoever reads a field may find that it is shorter ({@link #keep}) or longer ({@link #grow}) than
 * it thought.
 *
 * <pre>
 *   stream  ...|---- field ----|-- looked ahead --|
 *              start           start + length     offset()
 * </pre>
 *
 * <p>Every byte is counted for one section, when its field is over. One thread.
 */
public final class Fields {
    /** Longest field that is collected. */
    public static final int MAX_BYTES = 16 << 10;

    private final ByteBuffer field = ByteBuffer.allocate(MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final Map<String, long[]> sections = new LinkedHashMap<>();
    private long[] section;
    private long start;
    private int have;
    private int length;
    private long toSkip;
    private String what;

    /**
     * The next field is collected.
     *
     * @param bytes 1 to {@link #MAX_BYTES}.
     * @param name  what it is, for faults.
     */
    public void want(final int bytes, final String name) {
        drop();
        length = bytes;
        what = name;
    }

    /**
     * The next field is stepped over.
     *
     * @param bytes 0 or more.
     * @param name  what it is, for faults.
     */
    public void skip(final long bytes, final String name) {
        drop();
        toSkip = bytes;
        what = name;
    }

    /** The field has but that many bytes; what else was collected belongs to the next one. */
    public void keep(final int bytes) {
        length = bytes;
    }

    /** The field has that many bytes, more than were collected. */
    public void grow(final int bytes) {
        length = bytes;
    }

    /** What comes from the next field on belongs to this section. */
    public void section(final String name) {
        drop();
        section = sections.computeIfAbsent(name, key -> new long[1]);
    }

    /** Takes of a piece what the field still lacks. Returns whether it is whole. */
    public boolean advance(final ByteBuffer piece) {
        if (toSkip > 0) {
            stepOver(piece);
            return toSkip == 0;
        }
        final int n = Math.min(length - have, piece.remaining());
        if (n > 0) {
            piece.get(field.array(), have, n);
            have += n;
        }
        return have >= length;
    }

    /** Offset of the field in the stream. */
    public long start() {
        return start;
    }

    /** Bytes taken of the stream. */
    public long offset() {
        return start + have;
    }

    /** Length of the field. */
    public int length() {
        return length;
    }

    /** The collected bytes from position 0 to the field's length; little endian. Valid until the next field. */
    public ByteBuffer bytes() {
        return field.limit(MAX_BYTES).position(0).limit(length);
    }

    /** An int of the field. */
    public int i32(final int at) {
        return field.limit(MAX_BYTES).getInt(at);
    }

    /** A long of the field. */
    public long i64(final int at) {
        return field.limit(MAX_BYTES).getLong(at);
    }

    /** An unsigned byte of the field. */
    public int u8(final int at) {
        return field.limit(MAX_BYTES).get(at) & 0xff;
    }

    /**
     * Takes exception to a field that does not hold what it must.
     *
     * @param at       where in the field.
     * @param expected words of what must be there.
     * @param found    instead.
     * @throws StreamFault unless it {@code holds}.
     */
    public void require(final boolean holds, final int at, final String expected, final Object found) {
        if (!holds) {
            throw fault(at, expected, found);
        }
    }

    /** Something in the field that can't be there. */
    public StreamFault fault(final int at, final String expected, final Object found) {
        return new StreamFault(start + at, expected, String.valueOf(found));
    }

    /** The stream has ended in the middle of the field. */
    public StreamFault truncated() {
        return new StreamFault(offset(), what, "the end of the stream");
    }

    /** Bytes of each section so far. */
    public Map<String, Long> sectionBytes() {
        final Map<String, Long> bytes = new LinkedHashMap<>();
        sections.forEach((name, count) -> bytes.put(name, count[0]));
        return bytes;
    }

    private void stepOver(final ByteBuffer piece) {
        final int ahead = (int) Math.min(toSkip, have);
        pass(ahead);
        final int n = (int) Math.min(toSkip - ahead, piece.remaining());
        piece.position(piece.position() + n);
        start += n;
        section[0] += n;
        toSkip -= ahead + n;
    }

    private void drop() {
        pass(length);
        length = 0;
    }

    private void pass(final int bytes) {
        if (bytes > 0) {
            have -= bytes;
            System.arraycopy(field.array(), bytes, field.array(), 0, have);
            start += bytes;
            section[0] += bytes;
        }
    }
}
