package org.rankferry.engine.transport.rdma;

import java.time.Duration;
import java.util.Optional;

import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.TransportException;

/**
 * READs between two hosts for the sake of trying, as {@code rankferry doctor} does: each end lends the other a scratch
 * buffer with a pattern, for remote READ only, and measures READs of the other's. No image, pool or secret is involved.
 * {@link #close()} may be called by any thread and ends what goes on; the rest belongs to one thread.
 */
public interface PeerProbe extends AutoCloseable {
    /**
     * READs from a peer that listens, then lets it READ from here.
     *
     * @param peer    where {@code rankferry doctor --listen} runs.
     * @param timeout of it all; each step has a deadline of its own beside it.
     * @throws TransportException when no conversation came about, with the cause and the remedy.
     */
    ProbeResult probe(Endpoint.Inet peer, Duration timeout);

    /**
     * Begins to listen for peers.
     *
     * @param at address of this host.
     * @return the same with its port.
     * @throws TransportException when that can't be listened at, with the remedy.
     */
    Endpoint listen(Endpoint.Inet at);

    /**
     * Waits for a peer and serves it, one at a time.
     *
     * @param timeout of the wait.
     * @return nothing when none came in time, or this was closed.
     * @throws TransportException when what came is no peer, with the cause.
     */
    Optional<ProbeResult> serve(Duration timeout);

    @Override
    void close();
}
