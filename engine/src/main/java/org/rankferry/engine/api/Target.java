package org.rankferry.engine.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A running target. Any thread may call it. */
public interface Target extends AutoCloseable {
    /** The address sources connect to; a port that was 0 is resolved. */
    String address();

    /** Name of the transport that was taken. */
    String transport();

    /** Why that one, in one line. */
    String transportReason();

    /** Socket where readers of arriving images attach. */
    Path door();

    /** Time it took to touch and to register the memory of the reserve; next to nothing where none is kept. */
    Duration preparation();

    /**
     * Waits for the next set to be committed. Each committed set is handed out once, in order.
     *
     * @param timeout at the most.
     * @return how it went, with the directory of the set.
     * @throws TransferException when the set was given up, the target is closed, or the time is over.
     */
    TransferResult awaitCommitted(Duration timeout);

    /**
     * Follows one stream of a rank's image, also while it arrives.
     *
     * @param rank    of the job.
     * @param stream  by name.
     * @param timeout for the stream to begin.
     * @return a reader at its start.
     * @throws TransferException when no set or no such stream has begun to arrive in time.
     */
    ImageReader openReader(int rank, String stream, Duration timeout);

    /**
     * The image of a rank, stream by stream, also while it arrives.
     *
     * @param rank    of the job.
     * @param timeout of each wait for it.
     */
    ImageStreams image(int rank, Duration timeout);

    /** How far each rank of the arriving set has come; empty between sets. */
    List<RankProgress> progress();

    /**
     * Gives the memory of a committed set back to the reserve once its restart is done. Removes the set.
     *
     * @param directory of the set.
     */
    void recycle(Path directory);

    /** Stops the agent. Committed sets stay; what has not been committed is removed. */
    @Override
    void close();
}
