package org.rankferry.engine.coordinator.node;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;

import org.rankferry.engine.api.ImageStreams;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.Target;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.coordinator.job.JobSpec;

/**
 * The images of a job that leave a node, or come to it: the source or the target of one epoch. What takes a while is
 * told later, on the agent's thread, which is the only one that calls this.
 */
public interface Passage {
    /** Opens a target; tells its address, or what is in the way. */
    void openTarget(JobSpec job, long epoch, BiConsumer<Target, Throwable> told);

    /** Opens a target in memory for images that come from this node itself. */
    void openOwnTarget(JobSpec job, long epoch, BiConsumer<Target, Throwable> told);

    /** Opens a target that keeps the images of this node's own ranks in a directory. */
    void openFiles(JobSpec job, long epoch, Path files, BiConsumer<Target, Throwable> told);

    /** Opens a source that begins when it is told to, for so many ranks, to the address of a target. */
    void openSource(JobSpec job, long epoch, int ranks, String to, BiConsumer<Source, Throwable> told);

    /** Opens a source that sends images from files, to a target of this node. */
    void openSaved(
        JobSpec job, long epoch, Path files, List<Integer> ranks, String to, BiConsumer<Source, Throwable> told);

    /** Waits elsewhere for the target to have all images; tells what came of it. */
    void awaitStored(Source of, BiConsumer<TransferResult, Throwable> told);

    /** Waits elsewhere for all images to have come to the target that is open; tells what came of it. */
    void awaitArrived(BiConsumer<TransferResult, Throwable> told);

    /** Removes the images of a job in a directory, and the one around it with the last. None there is no fault. */
    void forget(Path files, String job, BiConsumer<Path, Throwable> told);

    /** Leaves the images that have come where they are, and gives up the rest; as {@link #end}. */
    void keep(String why);

    /** The image of a rank that comes to the target that is open, stream by stream. */
    ImageStreams image(int rank);

    /** Where restarted ranks read their images; null when there are none. */
    String imageDoor();

    /** Gives everything up or back; whatever is opened next is opened after that. */
    void end(String why);

    /** The same, and waits for it. */
    void close(String why);
}
