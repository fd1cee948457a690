package org.rankferry.protocol.session;

import java.util.BitSet;

/**
 * The chunks a rank may be writing into: leases of the current attempt, and void ones of an earlier attempt, which the
 * rank may not have heard of yet. A void lease is still not anybody else's.
 */
final class LeaseSet {
    private final RankEvents events;
    private final BitSet held;
    private final BitSet voided;

    LeaseSet(int chunks, RankEvents events) {
        this.events = events;
        held = new BitSet(chunks);
        voided = new BitSet(chunks);
    }

    void grant(int chunk) {
        held.set(chunk);
    }

    boolean isOut(int chunk) {
        return held.get(chunk) || voided.get(chunk);
    }

    boolean isHeld(int chunk) {
        return held.get(chunk);
    }

    int heldCount() {
        return held.cardinality();
    }

    /** The rank has filled a chunk it held. */
    void commit(int chunk) {
        held.clear(chunk);
    }

    /** What is held counts for nothing from here on. */
    void makeVoid() {
        voided.or(held);
        held.clear();
    }

    /** The rank has shown that it is through with a void lease. */
    void giveBackVoid(int chunk) {
        if (voided.get(chunk)) {
            voided.clear(chunk);
            events.onLeaseReturned(chunk);
        }
    }

    /** The rank has shown that it is through with all void leases. */
    void giveBackVoid() {
        giveBack(voided);
    }

    /** The rank is through with everything. */
    void giveBackAll() {
        giveBack(voided);
        giveBack(held);
    }

    private void giveBack(BitSet leases) {
        for (int chunk = leases.nextSetBit(0); chunk >= 0; chunk = leases.nextSetBit(chunk + 1)) {
            leases.clear(chunk);
            events.onLeaseReturned(chunk);
        }
    }
}
