package org.rankferry.bench.peer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.agrona.CloseHelper;
import org.rankferry.engine.api.TransferException;

/**
 * Lets other tools copy the images, in turn. Their destination is memory that was not touched before, as they make new
 * files; who checks nothing is checked outside of the time. Used by one thread.
 */
public final class PeerRace implements AutoCloseable {
    private static final double GIB = 1L << 30;
    private static final double NS_PER_S = 1e9;

    private final PeerFiles files;
    private final Map<Peer, PeerCopy> copies = new EnumMap<>(Peer.class);
    private final List<String> missing = new ArrayList<>();

    /**
     * Writes the files, and starts what the tools take.
     *
     * @param root       that does not exist, in {@code /dev/shm}.
     * @param ranks      images.
     * @param imageBytes of each.
     * @param seed       of the content.
     * @throws TransferException in one line, when a tool that is installed can't be started.
     */
    public PeerRace(final Path root, final int ranks, final long imageBytes, final long seed) {
        files = new PeerFiles(root, ranks, imageBytes, seed);
        try {
            for (final Peer peer : Peer.values()) {
                final String why = peer.missing();
                if (why == null) {
                    copies.put(peer, peer.open(files));
                } else {
                    missing.add(why);
                }
            }
        } catch (final RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Tools that are not installed, a line each. */
    public List<String> missing() {
        return missing;
    }

    /** Tools that take part. */
    public List<Peer> peers() {
        return List.copyOf(copies.keySet());
    }

    /**
     * One tool's turn: it copies once to get the caches back, then by the clock.
     *
     * @param peer    of {@link #peers()}.
     * @param repeats by the clock.
     * @return GiB/s of each.
     * @throws TransferException in one line, when it fails, or what arrived is not what was sent.
     */
    public List<Double> turn(final Peer peer, final int repeats) {
        final PeerCopy copy = copies.get(peer);
        final List<Double> rates = new ArrayList<>();
        for (int i = 0; i <= repeats; i++) {
            files.clear();
            copy.prepare();
            final long beforeNs = System.nanoTime();
            copy.copy();
            final double seconds = (System.nanoTime() - beforeNs) / NS_PER_S;
            final String wrong = files.check();
            if (wrong != null) {
                throw new TransferException(peer.words() + " has not copied what it was given: " + wrong);
            }
            if (i > 0) {
                rates.add(files.bytes() / GIB / seconds);
            }
        }
        files.clear();
        return rates;
    }

    @Override
    public void close() {
        CloseHelper.closeAll(copies.values());
        files.close();
    }
}
