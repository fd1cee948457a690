package org.rankferry.engine.transport.rdma.fabric;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.ibm.disni.verbs.IbvContext;
import com.ibm.disni.verbs.IbvMr;
import org.agrona.CloseHelper;
import org.rankferry.engine.api.RdmaOptions;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.Fabric;
import org.rankferry.engine.transport.FabricNeeds;
import org.rankferry.engine.transport.LinkOptions;
import org.rankferry.engine.transport.MemoryRegistrar;
import org.rankferry.engine.transport.PoolMemory;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.engine.transport.SocketFaults;
import org.rankferry.engine.transport.SourceLink;
import org.rankferry.engine.transport.TargetListener;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.engine.transport.rdma.Footprint;
import org.rankferry.engine.transport.rdma.device.RdmaDevice;
import org.rankferry.engine.transport.rdma.library.DisniExtras;

/** The devices one agent uses, and all that is registered with them. */
public final class RdmaFabric implements Fabric {
    private static final int LEAST_OUTBOX_FRAMES = 64;

    private final FabricNeeds needs;
    private final Readiness readiness;
    private final List<Rail> rails = new ArrayList<>();
    private final Map<Endpoint, Ways> ways = new HashMap<>();
    private final PollWindow pollWindow = new PollWindow();
    private final Readiness.Doorbell doorbell = this::quiet;
    private final DisniExtras extras;
    private final CmChannel cm;
    private final EventWatch watch;
    private final int readsPerQueuePair;
    private PoolExposure exposure;
    private long armedNs;
    private volatile long pinNs;

    /**
     * Opens devices.
     *
     * @param needs     of the agent.
     * @param devices   to use, each with an address.
     * @param extras    of the library in use.
     * @param readiness the agent sleeps on.
     * @throws TransportException when a device can't be used, with the remedy.
     */
    public RdmaFabric(
        final FabricNeeds needs, final List<RdmaDevice> devices, final DisniExtras extras, final Readiness readiness) {

        this.needs = needs;
        this.readiness = readiness;
        this.extras = extras;
        CmChannel channel = null;
        EventWatch events = null;
        try {
            channel = new CmChannel(extras);
            events = new EventWatch(readiness, channel.descriptor());
            int reads = Footprint.MOST_READS;
            for (final RdmaDevice device : devices) {
                final Rail rail = new Rail(device, channel, extras);
                rails.add(rail);
                events.add(rail.descriptor());
                reads = Math.min(reads, rail.limits().mostReads());
            }
            readsPerQueuePair = Math.max(1, reads);
            extras.readDepth(readsPerQueuePair);
        } catch (final IOException e) {
            CloseHelper.quietCloseAll(rails);
            CloseHelper.quietCloseAll(channel, events);
            throw new TransportException("RDMA can't be used: " + e.getMessage().strip() + "; see `access`,"
                + " `modules` and `verbs` in `rankferry doctor`", e);
        } catch (final RuntimeException e) {
            CloseHelper.quietCloseAll(rails);
            CloseHelper.quietCloseAll(channel, events);
            throw e;
        }
        cm = channel;
        watch = events;
        watch.start();
        readiness.add(doorbell);
    }

    @Override
    public String device() {
        return rails.stream().map(rail -> rail.device().name()).collect(Collectors.joining(","));
    }

    @Override
    public List<TransferResult.Rail> carried() {
        return rails.stream().map(rail -> new TransferResult.Rail(rail.device().name(), rail.carried())).toList();
    }

    @Override
    public int mostReads() {
        // How many queue pairs there will be is for the source to say.
        final int queuePairs = needs.targets().isEmpty()
            ? RdmaOptions.MOST_QUEUE_PAIRS : queuePairs();
        return readsPerQueuePair * rails.size() * queuePairs;
    }

    @Override
    public long pinNs() {
        return pinNs;
    }

    @Override
    public MemoryRegistrar registrar() {
        return this::register;
    }

    private AutoCloseable register(final MemorySegment memory) {
        final long startNs = System.nanoTime();
        final IbvMr[] regions = new IbvMr[rails.size()];
        try {
            for (int i = 0; i < regions.length; i++) {
                regions[i] = rails.get(i).register(memory, landingAccess(rails.get(i)), "image memory");
            }
        } catch (final RuntimeException e) {
            for (final IbvMr region : regions) {
                if (region != null) {
                    Rail.deregister(region);
                }
            }
            throw e;
        }
        pinned(startNs);
        return new SlabRegistration(regions);
    }

    /** On iWARP the answer to a READ is a remote write. */
    private static int landingAccess(final Rail rail) {
        return rail.device().iwarp()
            ? IbvMr.IBV_ACCESS_LOCAL_WRITE | IbvMr.IBV_ACCESS_REMOTE_WRITE : IbvMr.IBV_ACCESS_LOCAL_WRITE;
    }

    @Override
    public void expose(final PoolMemory pool) {
        if (exposure != null && exposure.exposes(pool)) {
            return;
        }
        if (exposure != null) {
            throw new IllegalStateException("a fabric exposes one pool");
        }
        final long startNs = System.nanoTime();
        exposure = new PoolExposure(pool, rails);
        pinned(startNs);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes at a time: the one that sets up, then the agent's
    private void pinned(final long startNs) {
        pinNs += System.nanoTime() - startNs;
    }

    PoolExposure exposure(final PoolMemory pool) {
        expose(pool);
        return exposure;
    }

    @Override
    public SourceLink connect(final Endpoint target, final PoolMemory pool, final LinkOptions options) {
        expose(pool);
        final Endpoint.Inet inet = (Endpoint.Inet) target;
        final Ways to = ways.computeIfAbsent(target, _ -> new Ways(resolve(inet)));
        return new RdmaSourceLink(this, target.toString(), to, pool, options);
    }

    @Override
    public TargetListener listen(final Endpoint at, final LinkOptions options) {
        final Endpoint.Inet inet = (Endpoint.Inet) at;
        final InetAddress host = resolve(inet).getAddress();
        final List<InetAddress> where = new ArrayList<>();
        if (needs.rdma().devices().isEmpty()) {
            where.add(host);
        } else {
            rails.forEach(rail -> where.add(
                rail.device().addresses().contains(host) ? host : rail.device().address()));
        }
        return new RdmaListener(this, inet, where, options);
    }

    static InetSocketAddress resolve(final Endpoint.Inet endpoint) {
        try {
            return new InetSocketAddress(InetAddress.getByName(endpoint.host()), endpoint.port());
        } catch (final UnknownHostException e) {
            throw new TransportException(SocketFaults.unknownHost(endpoint), e);
        }
    }

    /** Frames to hold for a peer that is slow: its credits, and one for good-bye. */
    static int outboxFrames(final LinkOptions options) {
        return Math.max(options.credits(), LEAST_OUTBOX_FRAMES) + 2;
    }

    CmChannel cm() {
        return cm;
    }

    DisniExtras extras() {
        return extras;
    }

    int queuePairs() {
        return needs.rdma().queuePairs();
    }

    int readsPerQueuePair() {
        return readsPerQueuePair;
    }

    Rail rail(final int index) {
        return rails.get(index);
    }

    /** Place of the rail on a device, or -1. */
    int railOf(final IbvContext context) {
        for (int i = 0; i < rails.size(); i++) {
            if (rails.get(i).carries(context)) {
                return i;
            }
        }
        return -1;
    }

    String notAmongRails(final String peer) {
        return "the way to " + peer + " leads over another RDMA device than " + device()
            + "; name it with --device, or give an address on " + device();
    }

    /**
     * Takes what the connection manager and the devices have to tell. Cheap when that is nothing; links call it
     * wherever they look at their state.
     */
    int progress() {
        int work = 0;
        if (watch.connectionsRang()) {
            work += takeConnections();
        }
        if (watch.completionsRang()) {
            work += takeCompletionEvents();
        }
        for (int i = 0; i < rails.size(); i++) {
            work += rails.get(i).poll();
        }
        return work;
    }

    private int takeCompletionEvents() {
        int work = 0;
        for (int i = 0; i < rails.size(); i++) {
            if (rails.get(i).takeEvents() > 0) {
                pollWindow.slept(System.nanoTime() - armedNs);
                work++;
            }
        }
        return work;
    }

    private int takeConnections() {
        try {
            final int taken = cm.poll();
            if (taken == CmChannel.EVENTS_PER_POLL) {
                watch.connectionsAgain();
            }
            return taken;
        } catch (final IOException e) {
            throw new TransportException("the connection manager failed: " + e.getMessage(), e);
        }
    }

    /** The agent is about to sleep: poll a little longer, then arm the devices. */
    private boolean quiet() {
        boolean busy = false;
        for (int i = 0; i < rails.size(); i++) {
            busy |= rails.get(i).inUse();
        }
        if (!busy) {
            return true;
        }
        if (needs.rdma().busyPoll() || progress() > 0) {
            return false;
        }
        final long window = pollWindow.ns();
        if (window > 0) {
            final long startNs = System.nanoTime();
            while (System.nanoTime() - startNs < window) {
                if (progress() > 0) {
                    return false;
                }
                Thread.onSpinWait();
            }
        }
        for (int i = 0; i < rails.size(); i++) {
            rails.get(i).arm();
        }
        armedNs = System.nanoTime();
        // A completion between the last poll and the arming rings no bell.
        return progress() == 0;
    }

    @Override
    public void close() {
        readiness.remove(doorbell);
        watch.close();
        CloseHelper.quietClose(exposure);
        CloseHelper.closeAll(rails);
        cm.close();
    }
}
