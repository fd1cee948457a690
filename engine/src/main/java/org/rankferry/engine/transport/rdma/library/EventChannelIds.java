package org.rankferry.engine.transport.rdma.library;

import java.lang.reflect.Field;
import java.util.Map;

/**
 * The ids that a DiSNI event channel remembers, in a plain hash map that it never takes one out of. The bundled library
 * gives no handle twice, so a channel that lives long is told of every id that was destroyed. The caller sees to it
 * that no other thread uses the channel meanwhile: DiSNI's map knows no threads.
 */
public final class EventChannelIds {
    private static final String FIELD = "idMap";

    private EventChannelIds() {
    }

    /**
     * Drops an id.
     *
     * @param channel a {@code com.ibm.disni.verbs.impl.NatRdmaEventChannel}.
     * @param handle  that {@code NatObject.getObjId()} of the destroyed id gives.
     */
    public static void forget(final Object channel, final long handle) {
        try {
            final Field ids = channel.getClass().getDeclaredField(FIELD);
            ids.setAccessible(true);
            ((Map<?, ?>) ids.get(channel)).remove(handle);
        } catch (final ReflectiveOperationException e) {
            throw new LinkageError("DiSNI 2.1 keeps its ids in " + FIELD + ", this one does not: " + e, e);
        }
    }
}
