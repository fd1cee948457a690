package org.rankferry.engine.transport;

import java.util.List;

import org.rankferry.engine.api.RdmaOptions;

/** A way to move chunks. Found with {@link java.util.ServiceLoader}; holds nothing before it is opened. */
public interface Transport {
    /** What {@code --transport} names it by, for example {@code tcp}. */
    String name();

    /** Order among those {@code --transport auto} tries, lower first; negative for one that is only taken by name. */
    int autoOrder();

    /** Times a CPU copies each payload byte between the two pools or images, both hosts' kernels included. */
    int payloadCopies();

    /**
     * Whether it can run on this host, and why.
     *
     * @param options  it would be opened with.
     * @param own      addresses of this host it would listen at, none for a source.
     * @param targets  addresses it would connect to, none for a target.
     */
    Availability availability(RdmaOptions options, List<Endpoint> own, List<Endpoint> targets);

    /**
     * Refuses what {@link Fabric#connect} could never use, so that a wrong address is heard of before anything is set
     * up.
     *
     * @param target that shall be connected to.
     * @throws TransportException with the remedy.
     */
    default void check(final Endpoint target) {
    }

    /**
     * Opens it for one agent.
     *
     * @param options   of its devices.
     * @param readiness the agent sleeps on.
     * @throws TransportException when a device can't be used, with the remedy.
     */
    Fabric open(RdmaOptions options, Readiness readiness);
}
