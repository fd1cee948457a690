package org.rankferry.checkpointer.dmtcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import org.rankferry.checkpointer.format.Fields;
import org.rankferry.checkpointer.format.StreamCheck;
import org.rankferry.checkpointer.format.StreamFault;
import org.rankferry.checkpointer.format.StreamSummary;

/**
 * Follows an image as DMTCP writes it, of one process.
 *
 * <pre>
 *   header 4096, which begins with "DMTCP_CHECKPOINT_IMAGE_v4.0\n", and once more the same
 *   each area 4096, then its bytes:
 *     0        8        16       24       32        40       48 ...  72          80           88      1112
 *     +--------+--------+--------+--------+---------+--------+-------+-----------+------------+------+
 *     | start  | end    | size   | offset | protect | flags  | file  | file size | properties | name |
 *     +--------+--------+--------+--------+---------+--------+-------+-----------+------------+------+
 *   end: an area with start 0 and size -1
 * </pre>
 *
 * <p>Properties: 1, all zeros, so no bytes follow; 2, a parent, whose children cover it and bring the bytes; 4, a
 * child. Of a mapped file only as many bytes follow as the file has, of other areas all.
 */
public final class DmtcpStream implements StreamCheck {
    static final byte[] MAGIC = "DMTCP_CHECKPOINT_IMAGE_v4.0\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANY_VERSION = "DMTCP_CHECKPOINT_IMAGE_v".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};

    static final int BLOCK = 4096;
    static final int END_OFFSET = 8;
    static final int SIZE_OFFSET = 16;
    static final int PROTECTION_OFFSET = 32;
    static final int FLAGS_OFFSET = 40;
    static final int FILE_SIZE_OFFSET = 72;
    static final int PROPERTIES_OFFSET = 80;
    static final int NAME_OFFSET = 88;
    static final int NAME_BYTES = 1024;
    static final int ANONYMOUS = 0x20;
    static final long ZERO = 1;
    static final long PARENT = 2;
    static final long CHILD = 4;
    private static final long ALL_PROPERTIES = ZERO | PARENT | CHILD;
    private static final long END_OF_AREAS = -1;
    private static final int MAX_PROTECTION = 7;
    private static final int ADDRESS_BITS = 47;

    private final Fields in = new Fields();
    private final byte[] header = new byte[BLOCK];
    private State state;
    private boolean begun;
    private long lastEnd;
    private long childrenFrom;
    private long childrenTo;
    private long areas;
    private long mappedBytes;
    private long zeroBytes;

    private enum State {
        MAGIC, HEADER, HEADER_AGAIN, AREA, DATA, OVER
    }

    /** At its start. */
    public DmtcpStream() {
        enter(State.MAGIC, MAGIC.length);
    }

    /** Whether a stream that begins so may be an image, of this version or another. */
    public static boolean isBegin(final byte[] begin) {
        return begin.length >= ANY_VERSION.length
            && ByteBuffer.wrap(begin, 0, ANY_VERSION.length).equals(ByteBuffer.wrap(ANY_VERSION));
    }

    @Override
    public void take(final ByteBuffer piece) {
        while (in.advance(piece)) {
            onField();
        }
    }

    @Override
    public void end() {
        if (state != State.OVER) {
            throw in.truncated();
        }
    }

    @Override
    public long offset() {
        return in.offset();
    }

    @Override
    public StreamSummary summary() {
        final Map<String, Object> facts = new LinkedHashMap<>();
        if (begun) {
            facts.put("version", "4.0");
        }
        facts.put("areas", areas);
        facts.put("mapped_bytes", mappedBytes);
        facts.put("zero_bytes", zeroBytes);
        return new StreamSummary("DMTCP image", facts, in.sectionBytes());
    }

    /** The one place where states change. */
    private void enter(final State next, final long bytes) {
        state = next;
        if (next != State.HEADER) { // which goes on with the field of its begin
            in.section(next == State.DATA ? "data" : next == State.AREA || next == State.OVER ? "areas" : "headers");
        }
        switch (next) {
            case MAGIC -> in.want((int) bytes, "the begin of a DMTCP image");
            case HEADER -> in.grow((int) bytes);
            case HEADER_AGAIN -> in.want((int) bytes, "the header once more");
            case AREA -> in.want((int) bytes, "an area or their end");
            case DATA -> in.skip(bytes, "data of an area");
            case OVER -> in.want(1, "nothing");
            default -> throw new IllegalStateException(next.toString());
        }
    }

    private void onField() {
        switch (state) {
            case MAGIC -> onMagic();
            case HEADER -> {
                in.bytes().get(0, header);
                enter(State.HEADER_AGAIN, BLOCK);
            }
            case HEADER_AGAIN -> onHeaderAgain();
            case AREA -> onArea();
            case DATA -> enter(State.AREA, BLOCK);
            case OVER -> throw new StreamFault(in.start(), "the end of the image after its last area", "more bytes");
            default -> throw new IllegalStateException(state.toString());
        }
    }

    private void onMagic() {
        final byte[] magic = new byte[MAGIC.length];
        in.bytes().get(0, magic);
        if (magic[0] == GZIP[0] && magic[1] == GZIP[1]) {
            throw in.fault(0, "a DMTCP image", "one that gzip has compressed; launch with --no-gzip");
        }
        for (int i = 0; i < MAGIC.length; i++) {
            if (magic[i] != MAGIC[i]) {
                throw i < ANY_VERSION.length
                    ? in.fault(i, "the begin of a DMTCP image", "byte " + (magic[i] & 0xff))
                    : in.fault(i, "a DMTCP image of version 4.0", "version " + version(magic));
            }
        }
        begun = true;
        enter(State.HEADER, BLOCK);
    }

    private static String version(final byte[] magic) {
        return new String(magic, ANY_VERSION.length, MAGIC.length - ANY_VERSION.length - 1, StandardCharsets.US_ASCII)
            .replaceAll("[^0-9.]", "?");
    }

    private void onHeaderAgain() {
        final ByteBuffer again = in.bytes();
        for (int i = 0; i < BLOCK; i++) {
            if (again.get(i) != header[i]) {
                throw in.fault(i, "byte " + (header[i] & 0xff) + " as in the first header", again.get(i) & 0xff);
            }
        }
        enter(State.AREA, BLOCK);
    }

    private void onArea() {
        final long start = in.i64(0);
        final long end = in.i64(END_OFFSET);
        final long size = in.i64(SIZE_OFFSET);
        if (start == 0 && size == END_OF_AREAS) {
            requireNoParent("the end of the areas");
            enter(State.OVER, 1);
            return;
        }
        in.require(start % BLOCK == 0 && size > 0 && size % BLOCK == 0 && start >>> ADDRESS_BITS == 0
            && (end - 1) >>> ADDRESS_BITS == 0 && end - start == size, 0, "an area of whole pages",
            "0x" + Long.toHexString(start) + " to 0x" + Long.toHexString(end) + ", size " + size);
        final long protection = in.i32(PROTECTION_OFFSET) & 0xffff_ffffL;
        in.require(protection <= MAX_PROTECTION, PROTECTION_OFFSET, "protection 0 to 7", protection);
        final long properties = in.i64(PROPERTIES_OFFSET);
        in.require((properties & ~ALL_PROPERTIES) == 0, PROPERTIES_OFFSET, "properties of DMTCP images of version 4.0",
            "0x" + Long.toHexString(properties));
        checkName();
        place(start, end, properties);
        final long fileSize = in.i64(FILE_SIZE_OFFSET);
        final boolean isFile = (in.i32(FLAGS_OFFSET) & ANONYMOUS) == 0 && fileSize > 0;
        in.require(!isFile || fileSize <= size, FILE_SIZE_OFFSET, "at most " + size + " bytes of a file", fileSize);
        final boolean hasData = (properties & (ZERO | PARENT)) == 0;
        zeroBytes += (properties & ZERO) != 0 ? size : 0;
        enter(State.DATA, !hasData ? 0 : isFile ? fileSize : size);
    }

    /** Children cover their parent, others follow one another. */
    private void place(final long start, final long end, final long properties) {
        if ((properties & CHILD) != 0) {
            in.require((properties & PARENT) == 0 && start == childrenFrom && end <= childrenTo, 0,
                "a child of the parent area from 0x" + Long.toHexString(childrenFrom) + " to 0x"
                + Long.toHexString(childrenTo), "0x" + Long.toHexString(start) + " to 0x" + Long.toHexString(end));
            childrenFrom = end;
            return;
        }
        requireNoParent("another area");
        in.require(start >= lastEnd, 0, "an area at 0x" + Long.toHexString(lastEnd) + " or later",
            "0x" + Long.toHexString(start));
        lastEnd = end;
        areas++;
        mappedBytes += end - start;
        if ((properties & PARENT) != 0) {
            childrenFrom = start;
            childrenTo = end;
        }
    }

    private void requireNoParent(final String found) {
        in.require(childrenFrom == childrenTo, 0,
            "the rest of a parent area, from 0x" + Long.toHexString(childrenFrom), found);
    }

    private void checkName() {
        final ByteBuffer area = in.bytes();
        int at = NAME_OFFSET;
        while (at < NAME_OFFSET + NAME_BYTES && area.get(at) != 0) {
            at++;
        }
        in.require(at < NAME_OFFSET + NAME_BYTES, NAME_OFFSET, "a name of less than " + NAME_BYTES + " bytes",
            "a longer one");
    }
}
