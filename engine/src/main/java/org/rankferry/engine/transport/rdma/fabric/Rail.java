package org.rankferry.engine.transport.rdma.fabric;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.Arrays;

import com.ibm.disni.verbs.IbvCQ;
import com.ibm.disni.verbs.IbvCompChannel;
import com.ibm.disni.verbs.IbvContext;
import com.ibm.disni.verbs.IbvMr;
import com.ibm.disni.verbs.IbvPd;
import com.ibm.disni.verbs.IbvWC;
import com.ibm.disni.verbs.RdmaCmId;
import com.ibm.disni.verbs.SVCPollCq;
import com.ibm.disni.verbs.SVCReqNotify;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.engine.transport.rdma.Footprint;
import org.rankferry.engine.transport.rdma.device.DeviceLimits;
import org.rankferry.engine.transport.rdma.device.RdmaDevice;
import org.rankferry.engine.transport.rdma.library.DisniExtras;

/**
 * One device in use: its protection domain, and one completion queue for all queue pairs on it.
 *
 * <p>The completion queue can't overflow: each queue pair reserves room for all it can have outstanding, and one that
 * finds none is refused.
 */
final class Rail implements AutoCloseable {
    private static final int COMPLETIONS_PER_POLL = 32;
    private static final CmHandler IGNORE = (event, id, status) -> {
    };

    private final RdmaDevice device;
    private final DeviceLimits limits;
    private final CmChannel cm;
    private final IbvContext context;
    private final RdmaCmId anchor;
    private final IbvPd domain;
    private final IbvCompChannel events;
    private final int descriptor;
    private final IbvCQ queue;
    private final IbvWC[] completions = new IbvWC[COMPLETIONS_PER_POLL];
    private final SVCPollCq poll;
    private final SVCReqNotify notify;
    private final int capacity;
    private Completions[] owners = new Completions[16];
    private long[] bases = new long[16];
    private int lives;
    private int reserved;
    private int inUse;
    private long carried;
    /** Whether an event is to come, or has come and was not taken. */
    private boolean armed;

    /**
     * Opens a device.
     *
     * @param device    that has an address.
     * @param cm        whose events are ignored for the id that keeps it open.
     * @param extras    of the library in use.
     * @throws IOException when a call of the library fails.
     */
    Rail(final RdmaDevice device, final CmChannel cm, final DisniExtras extras) throws IOException {
        this.device = device;
        this.cm = cm;
        limits = DeviceLimits.of(device.name());
        capacity = Math.min(Footprint.MOST_COMPLETIONS, limits.mostCompletions());
        for (int i = 0; i < completions.length; i++) {
            completions[i] = new IbvWC();
        }
        anchor = cm.createId(IGNORE);
        anchor.bindAddr(extras.forDisni(new InetSocketAddress(device.address(), 0)));
        context = anchor.getVerbs();
        if (context == null) {
            throw new IOException("address " + device.address().getHostAddress() + " does not lead to device "
                + device.name());
        }
        domain = context.allocPd();
        final Descriptors.Made<IbvCompChannel> made =
            Descriptors.find(Descriptors.COMPLETION_EVENTS, context::createCompChannel);
        events = made.object();
        descriptor = made.descriptor();
        queue = context.createCQ(events, capacity, 0);
        poll = queue.poll(completions, completions.length);
        notify = queue.reqNotification(false);
    }

    RdmaDevice device() {
        return device;
    }

    DeviceLimits limits() {
        return limits;
    }

    IbvPd domain() {
        return domain;
    }

    IbvCQ queue() {
        return queue;
    }

    /** Becomes readable when the queue was armed and a completion has come. */
    int descriptor() {
        return descriptor;
    }

    boolean carries(final IbvContext other) {
        return Descriptors.same(context, other);
    }

    /** A READ has brought so many bytes. */
    void carry(final int bytes) {
        carried += bytes;
    }

    /** Bytes that READs have brought. */
    long carried() {
        return carried;
    }

    /** Whether any queue pair is on it. */
    boolean inUse() {
        return inUse > 0;
    }

    /**
     * Registers memory.
     *
     * @param memory less than 2 GiB.
     * @param access of {@link IbvMr}.
     * @param what   for the message.
     * @throws TransportException when the device refuses, with the remedy.
     */
    IbvMr register(final MemorySegment memory, final int access, final String what) {
        try {
            return domain.regMr(memory.address(), Math.toIntExact(memory.byteSize()), access).execute().free().getMr();
        } catch (final IOException e) {
            throw new TransportException("device " + device.name() + " can't register " + memory.byteSize()
                + " bytes of " + what + ": " + e.getMessage().strip() + "; see `memlock` (`ulimit -l`)"
                + " and `limits` in `rankferry doctor`", e);
        }
    }

    static void deregister(final IbvMr region) {
        try {
            region.deregMr().execute().free();
        } catch (final IOException e) {
            throw new TransportException("can't deregister memory: " + e.getMessage().strip(), e);
        }
    }

    /**
     * Gives a queue pair a place in the table, and room in the completion queue.
     *
     * @param owner       that hears of completions.
     * @param outstanding completions it can have at the most.
     * @return the base of its work ids, or -1 when there is no room.
     */
    long enter(final Completions owner, final int outstanding) {
        if (reserved + outstanding > capacity) {
            return -1;
        }
        int place = 0;
        while (place < owners.length && owners[place] != null) {
            place++;
        }
        if (place == owners.length) {
            owners = Arrays.copyOf(owners, 2 * place);
            bases = Arrays.copyOf(bases, 2 * place);
        }
        owners[place] = owner;
        bases[place] = WorkId.base(place, ++lives);
        reserved += outstanding;
        inUse++;
        return bases[place];
    }

    /** The queue pair is destroyed; what still comes of it is dropped. */
    void leave(final long base, final int outstanding) {
        owners[WorkId.owner(base)] = null;
        reserved -= outstanding;
        inUse--;
    }

    /**
     * Hands out completions.
     *
     * @return how many.
     */
    int poll() {
        if (inUse == 0) {
            return 0;
        }
        try {
            final int n = poll.execute().getPolls();
            for (int i = 0; i < n; i++) {
                final IbvWC completion = completions[i];
                final long id = completion.getWr_id();
                final int owner = WorkId.owner(id);
                if (owner < owners.length && owners[owner] != null && bases[owner] == WorkId.base(id)) {
                    owners[owner].onCompletion(
                        WorkId.kind(id), WorkId.index(id), completion.getStatus(), completion.getByte_len());
                }
            }
            return n;
        } catch (final IOException e) {
            throw new TransportException("device " + device.name() + " can't be polled: " + e.getMessage(), e);
        }
    }

    /** The next completion makes {@link #descriptor()} readable. */
    void arm() {
        if (armed) {
            return;
        }
        try {
            notify.execute();
            armed = true;
        } catch (final IOException e) {
            throw new TransportException("device " + device.name() + " can't be armed: " + e.getMessage(), e);
        }
    }

    /** Takes what made the descriptor readable: one event for each time it was armed. */
    int takeEvents() {
        int taken = 0;
        try {
            while (armed && events.getCqEvent(queue, 0)) {
                armed = false;
                taken++;
            }
            if (taken > 0) {
                queue.ackEvents(taken);
            }
        } catch (final IOException e) {
            throw new TransportException("device " + device.name() + " has lost its events: " + e.getMessage(), e);
        }
        return taken;
    }

    /** Closes it; its queue pairs and registrations are gone already. */
    @Override
    public void close() {
        try {
            takeEvents();
            poll.free();
            queue.destroyCQ();
            events.destroyCompChannel();
            domain.deallocPd();
        } catch (final Exception e) {
            throw new TransportException("device " + device.name() + " can't be closed: " + e.getMessage(), e);
        } finally {
            cm.destroy(anchor);
        }
    }
}
