package org.rankferry.engine.transport.rdma.fabric;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

import com.ibm.disni.verbs.IbvContext;

/**
 * Finds the descriptors of DiSNI's objects, which it does not give away: the one that {@code /proc/self/fd} shows after
 * an object was made and did not show before.
 */
final class Descriptors {
    /** What an event channel of the connection manager is a descriptor of. */
    static final String CONNECTION_EVENTS = "rdma_cm";
    /** What a completion channel is a descriptor of. */
    static final String COMPLETION_EVENTS = "infinibandevent";

    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    private Descriptors() {
    }

    /** Makes an object. */
    @FunctionalInterface
    interface Maker<T> {
        T make() throws IOException;
    }

    /**
     * An object and its descriptor.
     *
     * @param object     that was made.
     * @param descriptor as long as it is open.
     */
    record Made<T>(T object, int descriptor) {
    }

    /** Makes an object whose descriptor is of a kind. One at a time in a process, so that none takes another's. */
    static <T> Made<T> find(final String kind, final Maker<T> maker) throws IOException {
        synchronized (Descriptors.class) {
            final Set<Integer> before = open(kind);
            final T object = maker.make();
            final Set<Integer> after = open(kind);
            after.removeAll(before);
            if (after.size() != 1) {
                throw new IOException("the descriptor of an RDMA event channel can't be told: " + after.size()
                    + " have appeared in " + OPEN_FILES);
            }
            return new Made<>(object, after.iterator().next());
        }
    }

    /** Whether two contexts are the same open device: the connection manager opens each once in a process. */
    static boolean same(final IbvContext one, final IbvContext other) {
        try {
            return one != null && other != null && one.getCmd_fd() == other.getCmd_fd();
        } catch (final IOException e) {
            return false;
        }
    }

    private static Set<Integer> open(final String kind) throws IOException {
        final Set<Integer> found = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(OPEN_FILES)) {
            for (final Path file : files) {
                if (Files.isSymbolicLink(file) && target(file).contains(kind)) {
                    found.add(Integer.parseInt(file.getFileName().toString()));
                }
            }
        }
        return found;
    }

    private static String target(final Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (final IOException e) {
            // Closed since the directory was read.
            return "";
        }
    }
}
