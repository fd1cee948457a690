package org.rankferry.engine.transport;

import java.util.List;

import org.rankferry.engine.api.TransferResult;

/**
 * A transport in use by one agent: what it holds on this host (devices, registrations) while links come and go.
 *
 * <p>All methods but {@link #close()} and the {@link #registrar()} belong to the agent's thread once it runs; before
 * that, to the thread that sets the agent up.
 */
public interface Fabric extends AutoCloseable {
    /** What it runs on, in a few words, for reports; empty when that is no device. */
    default String device() {
        return "";
    }

    /** Payload that each of its devices has READ so far; empty where there are no devices. */
    default List<TransferResult.Rail> carried() {
        return List.of();
    }

    /** READs that one link can have in flight at the most, whatever was asked for. */
    default int mostReads() {
        return Integer.MAX_VALUE;
    }

    /** Nanoseconds spent so far on pinning memory of pools and images; any thread. */
    default long pinNs() {
        return 0;
    }

    /** Registers target memory; {@link MemoryRegistrar#NONE} where that is not needed. */
    default MemoryRegistrar registrar() {
        return MemoryRegistrar.NONE;
    }

    /**
     * Makes a pool known to the devices ahead of the first connect, so that a limit that is too low is heard of at the
     * start. The pool stays mapped until this is closed.
     *
     * @param pool to expose for READ only.
     * @throws TransportException when that is not possible, with the remedy.
     */
    default void expose(final PoolMemory pool) {
    }

    /**
     * Begins to connect to a target. Returns at once; the link is CONNECTING or already LOST.
     *
     * @param target  to connect to.
     * @param pool    to expose.
     * @param options of the link.
     */
    SourceLink connect(Endpoint target, PoolMemory pool, LinkOptions options);

    /**
     * Listens for sources.
     *
     * @param at      where to listen.
     * @param options of the links that come in.
     * @throws TransportException when the address can't be used, with the remedy.
     */
    TargetListener listen(Endpoint at, LinkOptions options);

    /** Lets go of what it holds; links, listeners and registrations of it were closed before. */
    @Override
    default void close() {
    }
}
