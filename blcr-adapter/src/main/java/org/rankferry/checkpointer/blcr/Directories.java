package org.rankferry.checkpointer.blcr;

import org.rankferry.checkpointer.format.Fields;

/**
 * File mode mask, root and working directory of a process.
 *
 * <pre>
 *   | mask 4 | root: length 4, path | working directory: length 4, path |
 * </pre>
 */
final class Directories implements Part {
    private static final int MASK_BYTES = 4;
    private static final int PERMISSION_BITS = 0777;

    private final NamePart name = new NamePart();
    private State state;

    private enum State {
        MASK, ROOT, WORKING_DIRECTORY
    }

    @Override
    public void begin(final Fields in) {
        in.section(BlcrStream.FILES);
        state = State.MASK;
        in.want(MASK_BYTES, "a file mode mask");
    }

    @Override
    public boolean onField(final Fields in) {
        if (state == State.MASK) {
            in.require((in.i32(0) & ~PERMISSION_BITS) == 0, 0, "a file mode mask", Values.hex(in.i32(0)));
            state = State.ROOT;
            name.begin(in);
            return false;
        }
        if (!name.onField(in)) {
            return false;
        }
        in.require(name.first() == '/', 0, "an absolute path",
            "one that begins with byte " + (int) name.first());
        if (state == State.ROOT) {
            state = State.WORKING_DIRECTORY;
            name.begin(in);
            return false;
        }
        return true;
    }
}
