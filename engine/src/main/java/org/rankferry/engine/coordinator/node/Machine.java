package org.rankferry.engine.coordinator.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;

import org.rankferry.engine.api.ImageStreams;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.checkpoint.Restore;

/** The machine under the agent of a node: where copies of ranks run, and through which their images pass. */
public interface Machine extends AutoCloseable {
    /** Its address. */
    String host();

    /**
     * Starts a copy of a rank.
     *
     * @param name        of its files.
     * @param by          words of what starts it there, {@code {command}} among them or not; empty for this.
     * @param command     of the rank.
     * @param environment beside the agent's own.
     * @param directory   to run in.
     * @param output      directory for {@code NAME.out} and {@code NAME.err}, which are added to.
     * @param onEnd       called on some thread with the exit code, when no process of the copy is left.
     * @throws TransferException when it can't be started.
     */
    RankCopy start(
        String name, List<String> by, List<String> command, Map<String, String> environment, Path directory,
        Path output, IntConsumer onEnd);

    /**
     * Brings a copy of a rank to life from its image.
     *
     * @param name      of its files.
     * @param restore   of the rank.
     * @param image     of the rank, which may still be arriving.
     * @param directory to run in.
     * @param output    directory for {@code NAME.out} and {@code NAME.err}, which are added to.
     * @param ears      hear what becomes of it.
     */
    RankCopy restore(
        String name, Restore restore, ImageStreams image, Path directory, Path output, RestoredCopy.Ears ears);

    /** Runs what takes a while on some thread. */
    void elsewhere(Runnable work);

    /**
     * The way of a job's images from here and to here.
     *
     * @param agent runs what the agent is told, on its thread.
     */
    Passage passage(Executor agent);

    /** Called when no copy is left, and every passage is closed. */
    @Override
    void close();
}
