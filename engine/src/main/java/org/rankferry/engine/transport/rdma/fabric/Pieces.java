package org.rankferry.engine.transport.rdma.fabric;

import java.util.LinkedList;

import com.ibm.disni.verbs.IbvSge;

/** Scatter/gather lists in the kind of list that DiSNI takes. */
@SuppressWarnings({"JdkObsolete", "NonApiType"})
final class Pieces {
    private Pieces() {
    }

    /** So many pieces, to be filled in by the work request's modifiers. */
    static LinkedList<IbvSge> blank(final int count) {
        final LinkedList<IbvSge> list = new LinkedList<>();
        for (int i = 0; i < count; i++) {
            list.add(new IbvSge());
        }
        return list;
    }

    /** One piece. */
    static LinkedList<IbvSge> one(final long address, final int length, final int localKey) {
        final LinkedList<IbvSge> list = blank(1);
        list.getFirst().setAddr(address);
        list.getFirst().setLength(length);
        list.getFirst().setLkey(localKey);
        return list;
    }
}
