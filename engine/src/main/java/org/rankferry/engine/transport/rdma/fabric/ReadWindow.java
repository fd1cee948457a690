package org.rankferry.engine.transport.rdma.fabric;

import java.io.IOException;
import java.util.List;

import com.ibm.disni.verbs.IbvQP;
import com.ibm.disni.verbs.IbvSendWR;
import com.ibm.disni.verbs.SVCPostSend;
import org.rankferry.engine.transport.Destination;

/**
 * The READs one queue pair can have in flight. Each place has a work request for a destination in one piece and one for
 * two, built before the first READ; only their addresses and keys change after that, so nothing is allocated.
 *
 * <p>Each READ is signalled: its completion is what frees a chunk at the source, and a READ without one would keep a
 * chunk until a later READ is done.
 */
final class ReadWindow implements AutoCloseable {
    private final IbvQP qp;
    private final long base;
    private final int[] slots;
    private final int[] free;
    private final SVCPostSend[][] posts;
    private int freeCount;

    ReadWindow(final IbvQP qp, final long base, final int size) {
        this.qp = qp;
        this.base = base;
        slots = new int[size];
        free = new int[size];
        posts = new SVCPostSend[size][Destination.MAX_PIECES];
        for (int i = size - 1; i >= 0; i--) {
            free[freeCount++] = i;
        }
    }

    /**
     * Builds the work requests that are missing for so many READs at once; places are used again in the order that they
     * became free, so no others are needed.
     *
     * @param most READs in flight at the most, as far as there are places.
     */
    void prepare(final int most) throws IOException {
        for (int index = 0; index < Math.min(most, slots.length); index++) {
            for (int pieces = 1; pieces <= Destination.MAX_PIECES; pieces++) {
                if (posts[index][pieces - 1] == null) {
                    posts[index][pieces - 1] = build(index, pieces);
                }
            }
        }
    }

    /** READs that can be posted now. */
    int room() {
        return freeCount;
    }

    /** READs in flight. */
    int inFlight() {
        return slots.length - freeCount;
    }

    /**
     * Posts a READ; no more are in flight than {@link #prepare} was told.
     *
     * @param slot        that its completion names.
     * @param remote      address at the peer.
     * @param key         of the peer's region.
     * @param destination registered on this rail.
     * @param rail        of the queue pair.
     */
    void post(final int slot, final long remote, final int key, final Destination destination, final int rail)
        throws IOException {

        final int index = free[freeCount - 1];
        final int pieces = destination.pieces();
        final SVCPostSend post = posts[index][pieces - 1];
        final SVCPostSend.SendWRMod request = post.getWrMod(0);
        request.getRdmaMod().setRemote_addr(remote);
        request.getRdmaMod().setRkey(key);
        for (int i = 0; i < pieces; i++) {
            final SVCPostSend.SgeMod piece = request.getSgeMod(i);
            piece.setAddr(destination.slab(i).memory().address() + destination.position(i));
            piece.setLength(destination.length(i));
            piece.setLkey(((SlabRegistration) destination.slab(i).registration()).localKey(rail));
        }
        post.execute();
        freeCount--;
        slots[index] = slot;
    }

    /** A READ has ended; its place is free again. Returns its slot. */
    int ended(final int index) {
        free[freeCount++] = index;
        return slots[index];
    }

    /** Slots of the READs that are still in flight, whose completions will not come. */
    int[] abandon() {
        final boolean[] idle = new boolean[slots.length];
        for (int i = 0; i < freeCount; i++) {
            idle[free[i]] = true;
        }
        final int[] result = new int[inFlight()];
        int n = 0;
        for (int i = 0; i < slots.length; i++) {
            if (!idle[i]) {
                result[n++] = slots[i];
                free[freeCount++] = i;
            }
        }
        return result;
    }

    @Override
    public void close() {
        for (final SVCPostSend[] pair : posts) {
            for (final SVCPostSend post : pair) {
                if (post != null) {
                    post.free();
                }
            }
        }
    }

    private SVCPostSend build(final int index, final int pieces) throws IOException {
        final IbvSendWR read = new IbvSendWR();
        read.setWr_id(WorkId.of(base, WorkId.READ, index));
        read.setSg_list(Pieces.blank(pieces));
        read.setNum_sge(pieces);
        read.setOpcode(IbvSendWR.IBV_WR_RDMA_READ);
        read.setSend_flags(IbvSendWR.IBV_SEND_SIGNALED);
        return qp.postSend(List.of(read), null);
    }
}
