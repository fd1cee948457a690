package org.rankferry.engine.coordinator.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.agrona.IoUtil;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.checkpoint.Capture;
import org.rankferry.engine.checkpoint.CaptureInput;
import org.rankferry.engine.checkpoint.Checkpointers;
import org.rankferry.engine.coordinator.job.JobSpec;
import org.rankferry.engine.nativeio.MachineFacts;
import org.rankferry.engine.store.set.ImageSet;
import org.rankferry.protocol.image.MachineIdentity;
import org.rankferry.protocol.image.Manifest;
import org.rankferry.protocol.image.ManifestStream;

/** The images of a node in a checkpoint, to be sent once more. Immutable. */
final class SavedImages {
    private static final String FILES = "files";

    private final List<Capture> captures = new ArrayList<>();
    private final long bytes;

    /**
     * Looks at a set.
     *
     * @param directory of it.
     * @param job       whose it must be.
     * @param ranks     that it must have.
     * @throws RuntimeException with one line, when it does not fit, or a file of it is missing.
     */
    SavedImages(final Path directory, final JobSpec job, final List<Integer> ranks) {
        final ImageSet set = ImageSet.open(directory);
        final Manifest manifest = set.manifest();
        if (!manifest.job().equals(job.name())) {
            throw new TransferException(directory + " has images of job " + manifest.job() + ", not of " + job.name());
        }
        checkMachine(directory, manifest.source());
        for (final int rank : ranks) {
            final List<CaptureInput> streams = manifest.streams().stream().filter(stream -> stream.rank() == rank)
                .map(stream -> new CaptureInput(stream.name(), set.path(rank, stream.name()).toString())).toList();
            if (streams.isEmpty()) {
                throw new TransferException(directory + " has no image of rank " + rank + "; it has those of ranks "
                    + manifest.streams().stream().map(ManifestStream::rank).distinct().toList());
            }
            captures.add(Checkpointers.named(FILES).prepare(rank, streams));
        }
        bytes = manifest.bytes();
    }

    /** Removes such a set, and the directory around it when it is empty then. */
    static void remove(final Path directory, final String job) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        final String of = ImageSet.open(directory).manifest().job();
        if (!of.equals(job)) {
            throw new TransferException(directory + " has images of job " + of + ", not of " + job + ": it stays");
        }
        IoUtil.delete(directory.toFile(), false);
        try (Stream<Path> left = Files.list(directory.getParent())) {
            if (left.findAny().isEmpty()) {
                Files.delete(directory.getParent());
            }
        } catch (final IOException e) {
            throw new TransferException(directory.getParent() + " can't be removed: " + e.getMessage(), e);
        }
    }

    private static void checkMachine(final Path directory, final MachineIdentity taken) {
        final MachineFacts here = MachineFacts.read();
        final String own = new MachineIdentity(here.isa(), here.kernel(), here.libc()).toString();
        if (!taken.toString().equals(own)) {
            throw new TransferException("images in " + directory + " were taken on " + taken + ", and this node is "
                + own + "; start the job again on nodes like that");
        }
    }

    /** One for each rank. */
    List<Capture> captures() {
        return captures;
    }

    /** Of all images of the set. */
    long bytes() {
        return bytes;
    }
}
