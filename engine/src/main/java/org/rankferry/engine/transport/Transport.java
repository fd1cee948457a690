package org.rankferry.engine.transport;

/** A way to move chunks: makes both ends of a link. Found with {@link java.util.ServiceLoader}. */
public interface Transport {
    /** What {@code --transport} names it by, for example {@code tcp}. */
    String name();

    /** Order among those {@code --transport auto} tries, lower first; negative for one that is only taken by name. */
    int autoOrder();

    /** Times a CPU copies each payload byte between the two pools or images, both hosts' kernels included. */
    int payloadCopies();

    /** Whether it can run on this host, and why. */
    Availability availability();

    /** Registers target memory; {@link MemoryRegistrar#NONE} where that is not needed. */
    MemoryRegistrar registrar();

    /**
     * Refuses what {@link #connect} could never use, so that a wrong address is heard of before anything is set up.
     *
     * @param target that shall be connected to.
     * @throws TransportException with the remedy.
     */
    default void check(final Endpoint target) {
    }

    /**
     * Begins to connect to a target. Returns at once; the link is CONNECTING or already LOST.
     *
     * @param target    to connect to.
     * @param pool      to expose.
     * @param options   of the link.
     * @param readiness the agent sleeps on.
     */
    SourceLink connect(Endpoint target, PoolMemory pool, LinkOptions options, Readiness readiness);

    /**
     * Listens for sources.
     *
     * @param at        where to listen.
     * @param options   of the links that come in.
     * @param readiness the agent sleeps on.
     * @throws TransportException when the address can't be used, with the remedy.
     */
    TargetListener listen(Endpoint at, LinkOptions options, Readiness readiness);
}
