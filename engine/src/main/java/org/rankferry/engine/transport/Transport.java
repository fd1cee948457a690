package org.rankferry.engine.transport;



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
     * @param needs of the agent.
     */
    Availability availability(FabricNeeds needs);

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
     * @param needs     of the agent.
     * @param readiness the agent sleeps on.
     * @throws TransportException when a device can't be used, with the remedy.
     */
    Fabric open(FabricNeeds needs, Readiness readiness);
}
