package org.rankferry.checkpointer.mount;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.cli.CommandFailure;
import org.rankferry.engine.nativeio.FuseDevice;
import org.rankferry.engine.nativeio.ProcessSignal;
import org.rankferry.engine.store.set.ImageSet;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rankferry mount-image}: the files of a mount, on the target. */
@Command(
    name = "mount-image",
    description = {
        "Mounts what 'rankferry mount' has written on another node, read-only: from a committed set, or while it"
            + " arrives from the door of a running target. A read of bytes that have not come yet waits for them."},
    footer = {
        "", "It ends when the directory is unmounted: fusermount3 -u DIR, or Ctrl-C or SIGTERM to this command.",
        "", "Examples:",
        "  rankferry mount-image --rank 0 /scratch/images /restart",
        "  rankferry mount-image --rank 0 --wait 5 /dev/shm/rankferry-0/target-default/door /restart"})
final class MountImageCommand implements Callable<Integer> {
    private static final long RETRY_MS = 2;

    @Spec
    private CommandSpec spec;

    @Option(
        names = "--rank", paramLabel = "R", defaultValue = "0",
        description = "Rank whose image is mounted (default: ${DEFAULT-VALUE}).")
    private int rank;

    @Option(
        names = "--job", paramLabel = "NAME", defaultValue = "",
        description = "Whose image to take at a door (default: any job's).")
    private String job;

    @Option(
        names = "--wait", paramLabel = "SECONDS", defaultValue = "60",
        description = "How long to wait for the image to begin, and a read for its bytes (default: ${DEFAULT-VALUE}).")
    private double wait;

    @Option(names = "--allow-other", description = "Let other users in, as far as owner and mode of the files do.")
    private boolean allowOther;

    @Parameters(
        index = "0", paramLabel = "FROM",
        description = "Directory of a set, or the door of a target, as 'rankferry receive' says it.")
    private Path from;

    @Parameters(index = "1", paramLabel = "DIR", description = "An empty directory.")
    private Path directory;

    @Override
    public Integer call() {
        if (rank < 0 || !(wait > 0 && wait <= TimeUnit.DAYS.toSeconds(365))) {
            throw new ParameterException(spec.commandLine(), rank < 0 ? "--rank is " + rank + "; give 0 or more"
                : "--wait is " + wait + " s; give more than 0");
        }
        try {
            final MountPoint point = MountPoint.check(directory);
            try (StreamTail log = open(OutgoingStreams.LOG); StreamTail data = open(OutgoingStreams.DATA)) {
                serve(point, data, log);
            }
        } catch (final MountException | TransferException e) {
            throw new CommandFailure(e.getMessage(), e);
        } catch (final IOException e) {
            throw new CommandFailure("mount " + directory + " failed: " + e.getMessage(), e);
        }
        return CommandLine.ExitCode.OK;
    }

    private void serve(final MountPoint point, final StreamTail data, final StreamTail log) throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        final Watch watch = new Watch(point, spec.commandLine().getErr());
        final ReadingFiles files =
            new ReadingFiles(data, log, Duration.ofNanos((long) (wait * 1e9)).toNanos(), watch);
        awaitRoot(files);
        try (FuseDevice device = point.mount(true, allowOther)) {
            final Runnable leave =
                () -> Thread.ofPlatform().daemon().name("mount-signal").start(point::unmount);
            ProcessSignal.handle("INT", leave);
            ProcessSignal.handle("TERM", leave);
            out.println("image of rank " + rank + " is mounted at " + point.path() + "; to end: fusermount3 -u "
                + point.path());
            out.flush();
            new FuseServer(device, files).run();
        } finally {
            point.unmount();
        }
        if (files.failedFor() != null) {
            throw new MountException("image of rank " + rank + ": " + files.failedFor(), null);
        }
    }

    private StreamTail open(final String stream) {
        if (Files.isDirectory(from)) {
            return new StoredStream(ImageSet.open(from).path(rank, stream));
        }
        return new ArrivingStream(from, job, rank, stream, Duration.ofNanos((long) (wait * 1e9)));
    }

    /** Mounts nothing before there is a root to show. */
    private void awaitRoot(final ReadingFiles files) {
        final long until = System.nanoTime() + (long) (wait * 1e9);
        while (!files.catchUp()) {
            if (files.failedFor() != null) {
                throw new MountException("image of rank " + rank + " from " + from + ": " + files.failedFor(), null);
            }
            if (System.nanoTime() - until >= 0) {
                throw new MountException("no image that 'rankferry mount' writes has begun to arrive for rank " + rank
                    + " at " + from + " within " + wait + " s; is it running on the source?", null);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(RETRY_MS);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new MountException("stopped", e);
            }
        }
    }

    /** Says what happens, and leaves when nothing more will come. */
    private record Watch(MountPoint point, PrintWriter err) implements MountWatch {
        @Override
        public void onFailed(final String why) {
            Thread.ofPlatform().daemon().name("mount-leave").start(point::unmount);
        }

        @Override
        public void onBytesGone(final long inode, final long offset, final long arrived) {
            err.println("rankferry: mount " + point.path() + ": bytes of file " + inode + " from offset " + offset
                + " did not come in time; the reader got EIO");
            err.flush();
        }
    }
}
