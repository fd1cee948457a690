package org.rankferry.engine.transport;

/** Where a target waits for sources. Used by one thread. */
public interface TargetListener extends AutoCloseable {
    /** The address it really listens at (port 0 resolved), in the form {@link Endpoint#parse} reads. */
    Endpoint endpoint();

    /**
     * The next source that has connected.
     *
     * @return its link, or null when there is none.
     */
    TargetLink accept();

    /** Stops listening. Links that were accepted live on. */
    @Override
    void close();
}
