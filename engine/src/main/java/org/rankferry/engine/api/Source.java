package org.rankferry.engine.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A running source. Any thread may call it. */
public interface Source extends AutoCloseable {
    /** Name of the transport that was taken. */
    String transport();

    /** Why that one, in one line. */
    String transportReason();

    /** Socket where ranks attach. */
    Path door();

    /** Time it took to make the chunk pool and to register it. */
    Duration preparation();

    /** Asks the ranks for their images, as soon as all ranks and the target are there. Again for another set later. */
    void begin();

    /**
     * Waits for the target to commit the set.
     *
     * @param timeout at the most.
     * @return how it went.
     * @throws TransferException when the set was given up, the source is closed, or the time is over.
     */
    TransferResult awaitCommitted(Duration timeout);

    /** How far each rank has come. */
    List<RankProgress> progress();

    /**
     * Gives the set up: the target removes it, the ranks are told and live on.
     *
     * @param why one line for both ends.
     */
    void abort(String why);

    /** Stops the agent and removes the pool, the door and everything else it made. */
    @Override
    void close();
}
