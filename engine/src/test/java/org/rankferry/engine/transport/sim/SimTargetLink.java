package org.rankferry.engine.transport.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.rankferry.engine.transport.Destination;
import org.rankferry.engine.transport.FrameHandler;
import org.rankferry.engine.transport.LinkState;
import org.rankferry.engine.transport.PoolRegions;
import org.rankferry.engine.transport.ReadHandler;
import org.rankferry.engine.transport.TargetLink;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.codec.MessageHeaderDecoder;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

/** The target's end of another transport's link, with faults. */
final class SimTargetLink implements TargetLink {
    private final TargetLink inner;
    private final FaultDice dice;
    private final Map<Integer, Posted> posted = new HashMap<>();
    private final List<Held> held = new ArrayList<>();
    private int stalled;
    private String cause;
    private boolean closed;

    SimTargetLink(final TargetLink inner, final FaultDice dice) {
        this.inner = inner;
        this.dice = dice;
    }

    private record Posted(int chunk, Destination destination) {
    }

    /** A completion held back. */
    private static final class Held {
        private final int slot;
        private int polls;

        private Held(final int slot, final int polls) {
            this.slot = slot;
            this.polls = polls;
        }
    }

    @Override
    public void expectData(final long sessionHigh, final long sessionLow, final byte[] token) {
        inner.expectData(sessionHigh, sessionLow, token);
    }

    @Override
    public void attach(final PoolRegions regions, final int chunkBytes, final int chunks, final int readDepth) {
        inner.attach(regions, chunkBytes, chunks, readDepth);
    }

    @Override
    public boolean readable() {
        return state() == LinkState.OPEN && inner.readable();
    }

    @Override
    public void read(final int slot, final int chunk, final int length, final Destination destination) {
        if (state() != LinkState.OPEN) {
            return;
        }
        if (dice.readPosted()) {
            lose("link lost at the READ of chunk " + chunk);
            return;
        }
        final Destination copy = new Destination();
        copy.copyFrom(destination);
        posted.put(slot, new Posted(chunk, copy));
        inner.read(slot, chunk, length, destination);
    }

    @Override
    public int pollReads(final ReadHandler handler, final int limit) {
        if (state() != LinkState.OPEN) {
            return 0;
        }
        int work = held.size();
        for (final Iterator<Held> late = held.iterator(); late.hasNext();) {
            final Held completion = late.next();
            if (--completion.polls <= 0) {
                late.remove();
                handler.onRead(completion.slot, null);
                if (state() != LinkState.OPEN) {
                    return work;
                }
            }
        }
        work += inner.pollReads((slot, fault) -> complete(handler, slot, fault), limit);
        return work;
    }

    private void complete(final ReadHandler handler, final int slot, final String fault) {
        if (state() != LinkState.OPEN) {
            return;
        }
        final Posted read = posted.remove(slot);
        dice.readCompleted();
        if (dice.readFails()) {
            lose("READ of chunk " + read.chunk() + " failed: RNR retry counter exceeded");
            handler.onRead(slot, cause);
            return;
        }
        if (dice.readDropped()) {
            return;
        }
        if (fault == null && dice.readFlipped()) {
            flip(read.destination());
        }
        final int delay = dice.readDelay();
        if (delay > 0) {
            held.add(new Held(slot, delay));
        } else {
            handler.onRead(slot, fault);
        }
    }

    private void flip(final Destination destination) {
        final int piece = dice.below(destination.pieces());
        final long at = destination.position(piece) + (long) dice.below(destination.length(piece));
        final byte right = destination.slab(piece).memory().get(JAVA_BYTE, at);
        destination.slab(piece).memory().set(JAVA_BYTE, at, (byte) ~right);
    }

    @Override
    public LinkState state() {
        if (closed) {
            return LinkState.CLOSED;
        }
        return cause == null ? inner.state() : LinkState.LOST;
    }

    @Override
    public String peer() {
        return inner.peer();
    }

    @Override
    public String cause() {
        return cause == null ? inner.cause() : cause;
    }

    @Override
    public int poll(final FrameHandler handler, final int limit) {
        if (state() != LinkState.OPEN) {
            return 0;
        }
        if (stalled > 0) {
            stalled -= stalled == FaultPlan.FOR_GOOD ? 0 : 1;
            return 0;
        }
        stalled = dice.stall();
        if (stalled > 0) {
            return 0;
        }
        final long lost = dice.injected(Fault.LOST_BEHIND_FRAME);
        final int taken = inner.poll((buffer, offset, length) -> frame(handler, buffer, offset, length),
            Math.min(limit, Math.max(1, dice.framesToFault())));
        if (dice.injected(Fault.LOST_BEHIND_FRAME) > lost) {
            lose("link lost together with a frame");
        }
        return taken;
    }

    private void frame(final FrameHandler handler, final DirectBuffer buffer, final int offset, final int length) {
        dice.frameDelivered(new MessageHeaderDecoder().wrap(buffer, offset + FrameHeader.LENGTH).templateId());
        handler.onFrame(buffer, offset, length);
    }

    @Override
    public int flush() {
        return state() == LinkState.OPEN ? inner.flush() : 0;
    }

    @Override
    public void send(final MutableDirectBuffer frame, final int offset, final int length) {
        if (state() == LinkState.OPEN) {
            inner.send(frame, offset, length);
        }
    }

    @Override
    public void close() {
        closed = true;
        inner.close();
    }

    private void lose(final String what) {
        cause = dice.by(what);
        held.clear();
        inner.close();
    }
}
