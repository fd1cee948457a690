package org.rankferry.engine.transport.rdma.fabric;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import com.ibm.disni.verbs.IbvCompChannel;
import com.ibm.disni.verbs.IbvContext;
import com.ibm.disni.verbs.RdmaEventChannel;
import com.ibm.disni.verbs.impl.NatObject;

/**
 * The descriptors that DiSNI's objects stand for, which it does not give away. Its object ids are the addresses of the
 * libraries' own public structures:
 *
 * <pre>
 *  struct rdma_event_channel { int fd; };
 *  struct ibv_comp_channel { struct ibv_context *context; int fd; ... };
 * </pre>
 */
final class Descriptors {
    private static final int COMP_CHANNEL_FD_OFFSET = 8;

    private Descriptors() {
    }

    static int of(final RdmaEventChannel channel) {
        return intAt(((NatObject) channel).getObjId(), 0);
    }

    static int of(final IbvCompChannel channel) {
        return intAt(((NatObject) channel).getObjId(), COMP_CHANNEL_FD_OFFSET);
    }

    /** Whether two contexts are the same open device: the connection manager opens each once in a process. */
    static boolean same(final IbvContext one, final IbvContext other) {
        return one != null && other != null && ((NatObject) one).getObjId() == ((NatObject) other).getObjId();
    }

    @SuppressWarnings("restricted") // reads a field of a structure that lives as long as the object
    private static int intAt(final long address, final int offset) {
        return MemorySegment.ofAddress(address).reinterpret(offset + Integer.BYTES).get(ValueLayout.JAVA_INT, offset);
    }
}
