package org.rankferry.engine.target;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.rankferry.engine.api.ImageReadException;
import org.rankferry.engine.api.ImageReader;
import org.rankferry.engine.api.ImageStreams;

/** A rank's image as it arrives, seen from outside the agent's thread, which is asked now and then. */
final class ArrivingImage implements ImageStreams {
    private static final long RETRY_MS = 5;

    private final int rank;
    private final long timeoutNs;
    private final Supplier<Known> agent;
    private volatile ArrivingSet of;

    /**
     * What the agent knows of the image.
     *
     * @param set     that arrives, or null.
     * @param streams of the rank that have begun.
     * @param all     whether no more will.
     */
    record Known(ArrivingSet set, List<Seen> streams, boolean all) {
        Seen find(final String name) {
            return streams.stream().filter(seen -> seen.name().equals(name)).findFirst().orElse(null);
        }
    }

    /** A stream, and whether it is whole. */
    record Seen(String name, Path file, boolean whole) {
    }

    /** Asked on the agent's thread. */
    static Known known(final ArrivingSet set, final int rank) {
        return set == null ? new Known(null, List.of(), false) : new Known(
            set, set.streams(rank).stream()
                .map(stream -> new Seen(stream.name(), stream.stored().path(), stream.whole())).toList(),
            set.knowsAllStreams(rank));
    }

    ArrivingImage(final int rank, final Duration timeout, final Supplier<Known> agent) {
        this.rank = rank;
        this.timeoutNs = timeout.toNanos();
        this.agent = agent;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public ImageReader open(final String stream) {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        final Known known = await(
            now -> now.all() || now.find(stream) != null, "stream " + stream + " had not begun", deadlineNs);
        return known.find(stream) == null ? null : known.set().incoming().reader(rank, stream, deadlineNs);
    }

    @Override
    public List<String> names() {
        return await(Known::all, "the image had not ended", System.nanoTime() + timeoutNs)
            .streams().stream().map(Seen::name).toList();
    }

    @Override
    public Path file(final String stream) {
        final Known known = await(
            now -> now.find(stream) == null ? now.all() : now.find(stream).whole(),
            "stream " + stream + " was not whole", System.nanoTime() + timeoutNs);
        return known.find(stream) == null ? null : known.find(stream).file();
    }

    private Known await(final Predicate<Known> wanted, final String missing, final long deadlineNs) {
        while (true) {
            final Known known = agent.get();
            of = of == null ? known.set() : of;
            if (of != known.set()) {
                throw failure("the image set was given up", false, null);
            }
            if (wanted.test(known)) {
                return known;
            }
            if (System.nanoTime() - deadlineNs >= 0) {
                throw failure(missing + " before the deadline", true, null);
            }
            try {
                Thread.sleep(RETRY_MS);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw failure("the reading thread was interrupted", false, e);
            }
        }
    }

    private ImageReadException failure(final String why, final boolean deadlinePassed, final Throwable cause) {
        return new ImageReadException("rank " + rank + ": " + why, deadlinePassed, cause);
    }
}
