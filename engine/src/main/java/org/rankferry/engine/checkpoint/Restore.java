package org.rankferry.engine.checkpoint;

import java.io.IOException;
import java.util.List;

import org.rankferry.engine.api.ImageStreams;

/** One rank, ready to be brought to life from its image. Used once. */
public interface Restore {
    /** The rank. */
    int rank();

    /**
     * Hands the image to whatever restarts the rank, as far as possible while it arrives, and returns when the rank
     * needs nothing of it any more. What is started is started by the starter, so that it is the caller's to watch and
     * end.
     *
     * @param image   of the rank.
     * @param starter starts the command that becomes the rank, or leaves it behind.
     * @throws IOException      of what is written.
     * @throws RestoreException in one line, when the rank can't be restarted.
     */
    void run(ImageStreams image, Starter starter) throws IOException;

    /** Starts commands for a restore. */
    @FunctionalInterface
    interface Starter {
        /**
         * Starts a command.
         *
         * @param command and its arguments.
         * @return what runs.
         * @throws IOException when it can't be started.
         */
        Started start(List<String> command) throws IOException;
    }

    /** A command that was started. */
    interface Started {
        /** Whether the command is still running; what it leaves behind does not count. */
        boolean isAlive();

        /** Of a command that has ended. */
        int exitCode();
    }
}
