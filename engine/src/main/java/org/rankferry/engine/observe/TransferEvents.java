package org.rankferry.engine.observe;

/**
 * Writes the JFR events {@code rankferry.Session}, {@code rankferry.Stream} and {@code rankferry.Chunk} of one session.
 *
 * <p>An event object is made only while a recording wants its type. The question is asked of one object kept for it:
 * JFR answers it with a field load, or with a constant before anybody started JFR, and no chunk costs an allocation.
 * Recording starts and stops at any time, also from outside with {@code jcmd PID JFR.start}. Chunk events are off by
 * default; a recording switches them on with {@code rankferry.Chunk#enabled=true}.
 *
 * <p>For one agent's thread.
 */
public final class TransferEvents {
    private final String job;
    private final long epoch;
    private final StreamEvent streamProbe = new StreamEvent();
    private final ChunkEvent chunkProbe = new ChunkEvent();
    private SessionEvent session = new SessionEvent();

    /** Events of one job and epoch. */
    public TransferEvents(final String job, final long epoch) {
        this.job = job;
        this.epoch = epoch;
    }

    /** The session begins: its event's duration counts from here. */
    public void sessionBegin() {
        session = new SessionEvent();
        session.begin();
    }

    /**
     * The session ended.
     *
     * @param transport by name, {@code shm} or {@code tcp}
     * @param peer      as messages name it
     * @param bytes     that went through
     * @param retries   READs that were repeated
     * @param outcome   of the whole
     */
    public void sessionEnd(
        final String transport, final String peer, final long bytes, final long retries, final Outcome outcome) {
        session.end();
        if (session.shouldCommit()) {
            session.job = job;
            session.epoch = epoch;
            session.transport = transport;
            session.peer = peer;
            session.bytes = bytes;
            session.retries = retries;
            session.outcome = outcome.toString();
            session.commit();
        }
        session = new SessionEvent();
    }

    /** A stream came to its end, {@code latencyNs} after it was opened. */
    public void stream(
        final int rank,
        final int stream,
        final long bytes,
        final long chunks,
        final Outcome outcome,
        final long latencyNs) {
        if (streamProbe.isEnabled()) {
            final StreamEvent event = new StreamEvent();
            event.job = job;
            event.epoch = epoch;
            event.rank = rank;
            event.stream = stream;
            event.bytes = bytes;
            event.chunks = chunks;
            event.outcome = outcome.toString();
            event.latency = latencyNs;
            event.commit();
        }
    }

    /** A chunk went through, or was given up, {@code latencyNs} after its first READ was posted. */
    public void chunk(
        final int rank,
        final int stream,
        final long position,
        final long bytes,
        final int retries,
        final Outcome outcome,
        final long latencyNs) {
        if (chunkProbe.isEnabled()) {
            final ChunkEvent event = new ChunkEvent();
            event.job = job;
            event.epoch = epoch;
            event.rank = rank;
            event.stream = stream;
            event.position = position;
            event.bytes = bytes;
            event.retries = retries;
            event.outcome = outcome.toString();
            event.latency = latencyNs;
            event.commit();
        }
    }
}
