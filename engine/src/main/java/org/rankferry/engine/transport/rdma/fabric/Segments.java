package org.rankferry.engine.transport.rdma.fabric;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import com.ibm.disni.verbs.IbvMr;
import com.ibm.disni.verbs.IbvQP;
import com.ibm.disni.verbs.IbvRecvWR;
import com.ibm.disni.verbs.IbvSendWR;
import com.ibm.disni.verbs.SVCPostRecv;
import com.ibm.disni.verbs.SVCPostSend;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.engine.transport.rdma.Footprint;

/**
 * The registered memory that one queue pair's frames pass through, and the work requests that send and receive it.
 *
 * <pre>
 *  memory:   | receive 0 | receive 1 | ... | send 0 | send 1 | ...      {@value #WINDOW} segments each way
 *
 *  segment:  0         4         8
 *            +---------+---------+--------------------------------+
 *            | grants  |    0    | the next bytes of the frames   |     at most {@value #SEGMENT_BYTES} bytes in all
 *            +---------+---------+--------------------------------+
 *            grants: u32, little endian: receives posted again since the sender last told
 * </pre>
 *
 * <p>Frames are cut anywhere; how many bytes a segment brings is in its completion. Both ends begin with
 * {@value #WINDOW} receives posted. The last one is kept for a segment that does nothing but grant, so two ends that
 * both wait for receives can't block each other.
 */
final class Segments implements AutoCloseable {
    static final int WINDOW = Footprint.SEGMENTS;
    static final int SEGMENT_BYTES = Footprint.SEGMENT_BYTES;
    static final int GRANTS_OFFSET = 0;
    static final int HEADER_BYTES = 8;
    static final int ROOM = SEGMENT_BYTES - HEADER_BYTES;

    private final Arena arena = Arena.ofShared();
    private final IbvMr region;
    private final ByteBuffer bytes;
    private final UnsafeBuffer buffer;
    private final long address;
    private final SVCPostRecv[] receives = new SVCPostRecv[WINDOW];
    private final SVCPostSend[] sends = new SVCPostSend[WINDOW];
    private final SVCPostSend.SendWRMod[] sendRequests = new SVCPostSend.SendWRMod[WINDOW];
    private final SVCPostSend.SgeMod[] sendPieces = new SVCPostSend.SgeMod[WINDOW];

    Segments(final Rail rail) {
        final MemorySegment memory = arena.allocate(2L * WINDOW * SEGMENT_BYTES, SEGMENT_BYTES);
        address = memory.address();
        bytes = memory.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        buffer = new UnsafeBuffer(bytes);
        try {
            region = rail.register(memory, IbvMr.IBV_ACCESS_LOCAL_WRITE, "frame segments");
        } catch (final RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** Builds the work requests and posts all receives. */
    void start(final IbvQP qp, final long base) throws IOException {
        for (int i = 0; i < WINDOW; i++) {
            final IbvRecvWR receive = new IbvRecvWR();
            receive.setWr_id(WorkId.of(base, WorkId.RECEIVE, i));
            receive.setSg_list(Pieces.one(address + receiveOffset(i), SEGMENT_BYTES, region.getLkey()));
            receive.setNum_sge(1);
            receives[i] = qp.postRecv(List.of(receive), null);
            final IbvSendWR send = new IbvSendWR();
            send.setWr_id(WorkId.of(base, WorkId.SEND, i));
            send.setSg_list(Pieces.one(address + sendOffset(i), SEGMENT_BYTES, region.getLkey()));
            send.setNum_sge(1);
            send.setOpcode(IbvSendWR.IBV_WR_SEND);
            sends[i] = qp.postSend(List.of(send), null);
            sendRequests[i] = sends[i].getWrMod(0);
            sendPieces[i] = sendRequests[i].getSgeMod(0);
            receive(i);
        }
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    /** The memory as bytes; callers set position and limit. */
    ByteBuffer bytes() {
        return bytes;
    }

    static int receiveOffset(final int index) {
        return index * SEGMENT_BYTES;
    }

    static int sendOffset(final int index) {
        return (WINDOW + index) * SEGMENT_BYTES;
    }

    void receive(final int index) throws IOException {
        receives[index].execute();
    }

    void send(final int index, final int length, final boolean signalled) throws IOException {
        sendPieces[index].setLength(length);
        sendRequests[index].setSend_flags(signalled ? IbvSendWR.IBV_SEND_SIGNALED : 0);
        sends[index].execute();
    }

    /** Gives the memory back; the queue pair is destroyed. */
    @Override
    public void close() {
        for (int i = 0; i < WINDOW; i++) {
            if (sends[i] != null) {
                receives[i].free();
                sends[i].free();
            }
        }
        Rail.deregister(region);
        arena.close();
    }
}
