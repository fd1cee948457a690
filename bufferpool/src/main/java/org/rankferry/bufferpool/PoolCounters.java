package org.rankferry.bufferpool;

import java.util.ArrayList;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;

import static java.nio.ByteBuffer.allocateDirect;
import static org.agrona.concurrent.status.CountersReader.COUNTER_LENGTH;
import static org.agrona.concurrent.status.CountersReader.METADATA_LENGTH;

/**
 * What the pool shows to the outside while it runs. Any thread or process may read the counters; only the pool writes
 * them, with release stores and no atomic read-modify-write, as there is one writer. Times are in nanoseconds. Closing
 * gives the counters back to their manager.
 */
public final class PoolCounters implements AutoCloseable {
    /** What the label of each counter begins with. */
    public static final String LABEL_PREFIX = "pool ";

    private static final int TYPE_ID_BASE = 7_263_100;

    // In the order of their type ids, which count up from the base.
    private static final List<String> LABELS = List.of(
        "free: chunks nobody holds",
        "leased: chunks a rank may write into",
        "ready: chunks committed, not yet advertised",
        "reading: chunks advertised to the target",
        "high_water: most chunks that were not free at once",
        "leases: leases granted",
        "waits: times a rank stood without a lease",
        "wait_ns: time ranks stood without a lease",
        "max_wait_ns: longest time a rank stood without a lease",
        "reclaimed: chunks taken back from dead ranks");

    private final AtomicCounter free;
    private final AtomicCounter leased;
    private final AtomicCounter ready;
    private final AtomicCounter reading;
    private final AtomicCounter highWater;
    private final AtomicCounter leases;
    private final AtomicCounter waits;
    private final AtomicCounter waitNs;
    private final AtomicCounter maxWaitNs;
    private final AtomicCounter reclaimed;
    private final List<AtomicCounter> all;

    /**
     * Allocates the counters.
     *
     * @param manager the counters file of the agent that owns the pool.
     */
    public PoolCounters(final CountersManager manager) {
        final List<AtomicCounter> counters = new ArrayList<>();
        for (final String label : LABELS) {
            counters.add(manager.newCounter(LABEL_PREFIX + label, TYPE_ID_BASE + counters.size()));
        }
        all = List.copyOf(counters);
        free = all.get(0);
        leased = all.get(1);
        ready = all.get(2);
        reading = all.get(3);
        highWater = all.get(4);
        leases = all.get(5);
        waits = all.get(6);
        waitNs = all.get(7);
        maxWaitNs = all.get(8);
        reclaimed = all.get(9);
    }

    /**
     * Counters that nobody else sees, for a pool without a counters file.
     *
     * @return counters in private memory.
     */
    public static PoolCounters unshared() {
        final int count = LABELS.size();
        return new PoolCounters(new CountersManager(
            new UnsafeBuffer(allocateDirect(count * METADATA_LENGTH)),
            new UnsafeBuffer(allocateDirect(count * COUNTER_LENGTH))));
    }

    /** {@return chunks nobody holds} */
    public long free() {
        return free.getAcquire();
    }

    /** {@return chunks a rank may write into} */
    public long leased() {
        return leased.getAcquire();
    }

    /** {@return chunks committed and not yet advertised to the target} */
    public long ready() {
        return ready.getAcquire();
    }

    /** {@return chunks the target may READ} */
    public long reading() {
        return reading.getAcquire();
    }

    /** {@return most chunks that were not free at once} */
    public long highWater() {
        return highWater.getAcquire();
    }

    /** {@return leases granted} */
    public long leases() {
        return leases.getAcquire();
    }

    /** {@return times a rank stood without a lease until it got one} */
    public long waits() {
        return waits.getAcquire();
    }

    /** {@return how long ranks stood without a lease, summed over all of them, in nanoseconds} */
    public long waitNs() {
        return waitNs.getAcquire();
    }

    /** {@return the longest time a rank stood without a lease, in nanoseconds} */
    public long maxWaitNs() {
        return maxWaitNs.getAcquire();
    }

    /** {@return chunks taken back from dead ranks} */
    public long reclaimed() {
        return reclaimed.getAcquire();
    }

    @Override
    public void close() {
        for (final AtomicCounter counter : all) {
            counter.close();
        }
    }

    void onFill(final int chunks) {
        free.setRelease(chunks);
    }

    void onTransition(final ChunkState from, final ChunkState to, final ChunkEvent event, final int mostNotFree) {
        ofState(from).decrementRelease();
        ofState(to).incrementRelease();
        if (event == ChunkEvent.GRANT) {
            leases.incrementRelease();
            highWater.setRelease(mostNotFree);
        } else if (event == ChunkEvent.RECLAIM) {
            reclaimed.incrementRelease();
        }
    }

    void onWait(final long waitedNs) {
        waits.incrementRelease();
        waitNs.getAndAddRelease(waitedNs);
        maxWaitNs.proposeMaxRelease(waitedNs);
    }

    private AtomicCounter ofState(final ChunkState state) {
        return switch (state) {
            case FREE -> free;
            case LEASED -> leased;
            case READY -> ready;
            case READING -> reading;
        };
    }
}
