package org.rankferry.engine.transport;

/**
 * Where the bytes of one READ land: one piece of a slab, or two where a chunk crosses from one slab into the next.
 *
 * <p>A flyweight that is filled again for every READ.
 */
public final class Destination {
    /** A chunk is never larger than a slab, so it crosses one border at the most. */
    public static final int MAX_PIECES = 2;

    private final Slab[] slabs = new Slab[MAX_PIECES];
    private final int[] positions = new int[MAX_PIECES];
    private final int[] lengths = new int[MAX_PIECES];
    private int pieces;

    /** Empties it. */
    public Destination clear() {
        pieces = 0;
        return this;
    }

    /**
     * Appends a piece.
     *
     * @param slab     it lies in.
     * @param position in the slab, in bytes.
     * @param length   in bytes.
     */
    public Destination add(final Slab slab, final int position, final int length) {
        slabs[pieces] = slab;
        positions[pieces] = position;
        lengths[pieces] = length;
        pieces++;
        return this;
    }

    /** Number of pieces, 1 or 2. */
    public int pieces() {
        return pieces;
    }

    /** The slab of a piece. */
    public Slab slab(final int piece) {
        return slabs[piece];
    }

    /** Where a piece starts in its slab. */
    public int position(final int piece) {
        return positions[piece];
    }

    /** Length of a piece in bytes. */
    public int length(final int piece) {
        return lengths[piece];
    }

    /** Length of all pieces in bytes. */
    public int length() {
        int sum = 0;
        for (int i = 0; i < pieces; i++) {
            sum += lengths[i];
        }
        return sum;
    }

    /** Takes over the pieces of another. */
    public void copyFrom(final Destination other) {
        pieces = other.pieces;
        for (int i = 0; i < pieces; i++) {
            slabs[i] = other.slabs[i];
            positions[i] = other.positions[i];
            lengths[i] = other.lengths[i];
        }
    }
}
