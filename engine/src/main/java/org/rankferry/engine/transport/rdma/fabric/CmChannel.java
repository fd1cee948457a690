package org.rankferry.engine.transport.rdma.fabric;

import java.io.IOException;
import java.util.IdentityHashMap;

import com.ibm.disni.verbs.RdmaCm;
import com.ibm.disni.verbs.RdmaCmEvent;
import com.ibm.disni.verbs.RdmaCmId;
import com.ibm.disni.verbs.RdmaEventChannel;
import com.ibm.disni.verbs.impl.NatObject;
import org.rankferry.engine.transport.rdma.library.DisniExtras;
import org.rankferry.engine.transport.rdma.library.EventChannelIds;

/**
 * The connection manager's events, told to whoever owns the id. Used by one thread: DiSNI keeps ids in a map that two
 * threads must not share.
 */
final class CmChannel implements AutoCloseable {
    static final int ADDRESS_RESOLVED = 0;
    static final int ADDRESS_ERROR = 1;
    static final int ROUTE_RESOLVED = 2;
    static final int ROUTE_ERROR = 3;
    static final int CONNECT_REQUEST = 4;
    static final int CONNECT_ERROR = 6;
    static final int UNREACHABLE = 7;
    static final int REJECTED = 8;
    static final int ESTABLISHED = 9;
    static final int DISCONNECTED = 10;
    static final int DEVICE_REMOVAL = 11;

    private static final int EVENTS_PER_POLL = 64;

    private final DisniExtras extras;
    private final RdmaEventChannel channel;
    private final int descriptor;
    private final IdentityHashMap<RdmaCmId, CmHandler> handlers = new IdentityHashMap<>();

    CmChannel(final DisniExtras extras) throws IOException {
        this.extras = extras;
        final Descriptors.Made<RdmaEventChannel> made =
            Descriptors.find(Descriptors.CONNECTION_EVENTS, RdmaEventChannel::createEventChannel);
        channel = made.object();
        descriptor = made.descriptor();
    }

    int descriptor() {
        return descriptor;
    }

    /** A new id whose events go to a handler. */
    RdmaCmId createId(final CmHandler handler) throws IOException {
        final RdmaCmId id = channel.createId(RdmaCm.RDMA_PS_TCP);
        handlers.put(id, handler);
        return id;
    }

    /** An id that came in with a request to connect has found its owner. */
    void adopt(final RdmaCmId id, final CmHandler handler) {
        handlers.put(id, handler);
    }

    /** Destroys an id; nothing more is told of it. */
    void destroy(final RdmaCmId id) {
        handlers.remove(id);
        try {
            id.destroyId();
            EventChannelIds.forget(channel, ((NatObject) id).getObjId());
        } catch (final IOException e) {
            throw new IllegalStateException("an id was destroyed twice", e);
        }
    }

    /**
     * Hands out the events that have come.
     *
     * @return how many.
     */
    int poll() throws IOException {
        int taken = 0;
        while (taken < EVENTS_PER_POLL) {
            final RdmaCmEvent event = channel.getCmEvent(0);
            if (event == null) {
                break;
            }
            taken++;
            final int status = extras.eventStatus().orElse(0);
            final boolean request = event.getEvent() == CONNECT_REQUEST;
            final RdmaCmId owner = request ? event.getListenIdPriv() : event.getConnIdPriv();
            final CmHandler handler = handlers.get(owner);
            if (handler != null) {
                handler.onEvent(event.getEvent(), event.getConnIdPriv(), status);
            } else if (request) {
                // The listener was closed meanwhile: destroying the id rejects the peer.
                destroy(event.getConnIdPriv());
            }
        }
        return taken;
    }

    @Override
    public void close() {
        for (final RdmaCmId id : handlers.keySet().toArray(new RdmaCmId[0])) {
            destroy(id);
        }
        try {
            channel.destroyEventChannel();
        } catch (final IOException e) {
            throw new IllegalStateException("an event channel was destroyed twice", e);
        }
    }
}
