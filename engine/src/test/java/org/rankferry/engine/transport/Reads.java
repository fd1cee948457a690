package org.rankferry.engine.transport;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Keeps READs of random chunks and lengths in flight, as deep as there are slots, and checks the bytes of each. */
final class Reads implements ReadHandler {
    private static final long DEADLINE_NS =
        TimeUnit.SECONDS.toNanos(30L * Integer.getInteger("rankferry.test.patience", 1));

    private final LinkPair pair;
    private final PoolMemory pool;
    private final TestImage image;
    private final Random random;
    private final int room;
    private final int[] chunks;
    private final int[] lengths;
    private final long[] positions;
    private final int[] free;
    private int freeCount;
    private int completed;
    private int wrong;
    private int crossed;
    private boolean check = true;

    Reads(final LinkPair pair, final PoolMemory pool, final TestImage image, final int depth, final Random random) {
        this.pair = pair;
        this.pool = pool;
        this.image = image;
        this.random = random;
        // Each slot has room of its own, of which two make a little more than three slabs' worth of chunks.
        room = pool.chunkBytes() + pool.chunkBytes() / 8;
        chunks = new int[depth];
        lengths = new int[depth];
        positions = new long[depth];
        free = new int[depth];
        for (int i = 0; i < depth; i++) {
            free[freeCount++] = i;
        }
    }

    void check(final boolean value) {
        check = value;
    }

    void run(final int count) {
        final long deadline = System.nanoTime() + DEADLINE_NS;
        int posted = 0;
        completed = 0;
        while (completed < count) {
            while (posted < count && freeCount > 0) {
                post(free[--freeCount]);
                posted++;
            }
            pair.turn();
            pair.target().pollReads(this, 3);
            if (System.nanoTime() - deadline >= 0) {
                throw new AssertionError(completed + " of " + count + " READs in time; " + pair.target().cause());
            }
        }
    }

    private void post(final int slot) {
        final int chunk = random.nextInt(pool.chunks());
        final int length = switch (random.nextInt(4)) {
            case 0 -> 1 + random.nextInt(pool.chunkBytes());
            case 1 -> 1;
            default -> pool.chunkBytes();
        };
        final long position = (long) slot * room + random.nextInt(room - length + 1);
        chunks[slot] = chunk;
        lengths[slot] = length;
        positions[slot] = position;
        final Destination destination = image.map(position, length);
        crossed += destination.pieces() - 1;
        pair.target().read(slot, chunk, length, destination);
    }

    @Override
    public void onRead(final int slot, final String fault) {
        if (fault != null || (check && image.mismatch(positions[slot], chunks[slot], lengths[slot]) >= 0)) {
            wrong++;
        }
        free[freeCount++] = slot;
        completed++;
    }

    int wrong() {
        return wrong;
    }

    int crossed() {
        return crossed;
    }
}
