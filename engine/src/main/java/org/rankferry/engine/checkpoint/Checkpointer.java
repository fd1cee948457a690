package org.rankferry.engine.checkpoint;

import java.util.List;

/**
 * Writes the image of a rank, and brings the rank to life from it. Implementations are found with
 * {@link java.util.ServiceLoader}; they have no state that belongs to a rank, which is the capture's or the restore's.
 */
public interface Checkpointer {
    /** Name on the command line and in the manifest, for example {@code files}. */
    String name();

    /** Version for the manifest. */
    String version();

    /**
     * Gets ready to capture one rank, without stopping it. Whatever can be found wrong is found here.
     *
     * @param rank   of the job.
     * @param inputs what to capture; at least one.
     * @return what will write the image.
     * @throws CaptureException in one line, when there is something wrong with an input.
     */
    Capture prepare(int rank, List<CaptureInput> inputs);

    /**
     * Gets ready to bring a rank to life from an image that this checkpointer has written. What the machine lacks for
     * it is found here.
     *
     * @param rank  of the job.
     * @param words further arguments, in the checkpointer's own words; may be empty.
     * @return what will do it.
     * @throws RestoreException in one line, when that can't be done here.
     */
    Restore prepareRestore(int rank, List<String> words);
}
