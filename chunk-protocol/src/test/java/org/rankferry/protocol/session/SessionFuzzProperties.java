package org.rankferry.protocol.session;

import java.util.Arrays;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.FrameSamples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Rubbish in every state: nothing but a FrameFault comes out, and after it the session has ended. */
class SessionFuzzProperties {
    @Property(tries = 2500)
    void rubbishForTheTarget(@ForAll long seed) {
        final Random random = new Random(seed);
        final SessionFixture pair = fixture(random);
        final int steps = 1 + random.nextInt(20);
        for (int i = 0; i < steps; i++) {
            final byte[] frame = rubbish(random, pair.sourceLog);
            try {
                pair.toTarget(frame);
            } catch (FrameFault fault) {
                assertEquals(1, fault.getMessage().lines().count(), "seed " + seed);
                assertTrue(pair.target.state().isFinal(), "seed " + seed);
            }
            pair.target.doTimers(1);
        }
    }

    @Property(tries = 2500)
    void rubbishForTheSource(@ForAll long seed) {
        final Random random = new Random(seed);
        final SessionFixture pair = fixture(random);
        final int steps = 1 + random.nextInt(20);
        for (int i = 0; i < steps; i++) {
            final byte[] frame = rubbish(random, pair.targetLog);
            try {
                pair.toSource(frame);
            } catch (FrameFault fault) {
                assertEquals(1, fault.getMessage().lines().count(), "seed " + seed);
                assertTrue(pair.source.state().isFinal(), "seed " + seed);
            }
            pair.source.doTimers(1);
        }
    }

    @Property(tries = 2500)
    void rubbishAtTheDoor(@ForAll long seed) {
        final Random random = new Random(seed);
        final RankFixture door = new RankFixture();
        switch (random.nextInt(4)) {
            case 1 -> door.called(0);
            case 2 -> door.writing(0, true, 1, 2, 3);
            case 3 -> {
                door.writing(0, false, 4, 5);
                door.called(1);
            }
            default -> {
                // Not attached.
            }
        }
        final int steps = 1 + random.nextInt(20);
        for (int i = 0; i < steps; i++) {
            final byte[] frame = rubbish(random, new FrameLog());
            try {
                door.session.onFrame(new UnsafeBuffer(frame), 0, frame.length);
            } catch (FrameFault fault) {
                assertEquals(1, fault.getMessage().lines().count(), "seed " + seed);
                assertEquals(RankState.REFUSED, door.session.state(), "seed " + seed);
            }
        }
        door.session.closed();
    }

    /** A pair in any state before the end, with some of its own frames still to be delivered. */
    private static SessionFixture fixture(Random random) {
        final SessionFixture pair = new SessionFixture();
        pair.source.connected(1);
        final int rounds = random.nextInt(5);
        for (int i = 0; i < rounds && i < 3; i++) {
            if (!pair.sourceLog.isEmpty()) {
                pair.toTarget(pair.sourceLog.take());
            }
            if (!pair.targetLog.isEmpty()) {
                pair.toSource(pair.targetLog.take());
            }
        }
        if (rounds >= 3 && pair.source.canSend()) {
            pair.source.poolRegions(new PoolRegion[] {new PoolRegion(1, 32768, 2)}, "/pool");
            pair.source.streamOpen(5, 0, true, 0, "ctx");
            pair.source.chunkReady(5, 0, 0, 0, 10, 0, 0);
            pair.source.chunkReady(5, 0, 1, 10, 10, 0, 1);
        }
        if (rounds == 4) {
            pair.settle();
            pair.target.chunkDone(0);
            pair.target.chunkDone(1);
        }
        return pair;
    }

    /** A good frame of the peer, changed or not; a random frame, changed or not; or random bytes. */
    private static byte[] rubbish(Random random, FrameLog log) {
        final byte[] frame;
        if (!log.isEmpty() && random.nextInt(2) == 0) {
            frame = log.take();
        } else if (random.nextInt(5) > 0) {
            frame = FrameSamples.frame(FrameSamples.TEMPLATES.get(random.nextInt(FrameSamples.TEMPLATES.size())),
                random);
            makeNumbersSmall(frame, random);
        } else {
            frame = new byte[random.nextInt(200)];
            random.nextBytes(frame);
        }
        if (random.nextInt(3) > 0) {
            return frame;
        }
        final byte[] changed = Arrays.copyOf(frame, random.nextInt(8) > 0 ? frame.length : random.nextInt(200));
        if (changed.length > FrameHeader.LENGTH && random.nextBoolean()) {
            FrameHeader.write(new UnsafeBuffer(changed), 0, changed.length, random.nextInt(3));
        }
        for (int n = random.nextInt(4); n > 0 && changed.length > 0; n--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }

    /** Small ranks, streams, chunks and positions get past the first check and on to the next. */
    private static void makeNumbersSmall(byte[] frame, Random random) {
        final int blockLength = (frame[8] & 0xFF) | (frame[9] & 0xFF) << 8;
        for (int i = FrameHeader.BODY_OFFSET; i < FrameHeader.BODY_OFFSET + blockLength; i++) {
            frame[i] = random.nextInt(8) == 0 ? (byte) random.nextInt(6) : 0;
        }
        if (random.nextBoolean() && blockLength > 0) {
            frame[FrameHeader.BODY_OFFSET] = 5;
        }
    }
}
