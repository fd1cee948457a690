package org.rankferry.protocol.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A source agent without bytes: a pool whose chunks are filled, advertised, freed, and advertised again after a
 * reconnect. */
final class ModelSource implements SourceEvents {
    boolean committed;
    SourceSession session;

    private final ModelImage image;
    private final Random random;
    /** What fills each chunk of the pool; null is free. */
    private final ModelImage.Chunk[] pool;
    private final boolean[] advertised;
    /** How many chunks of each stream were ever filled. */
    private final int[] filled;
    private final Set<Object> said = new HashSet<>();

    ModelSource(ModelImage image, int chunks, Random random) {
        this.image = image;
        this.random = random;
        this.pool = new ModelImage.Chunk[chunks];
        this.advertised = new boolean[chunks];
        this.filled = new int[image.streams.size()];
    }

    void attach(SourceSession next) {
        session = next;
        said.clear();
        Arrays.fill(advertised, false);
    }

    /** One random thing of those that can be done now. */
    void step() {
        fill();
        if (!session.canSend() || session.state() != SessionState.STREAMING) {
            return;
        }
        if (said.add("regions")) {
            session.poolRegions(new PoolRegion[] {new PoolRegion(0, (long) pool.length * SessionFixture.CHUNK, 0)}, "");
            return;
        }
        final List<Runnable> sends = new ArrayList<>();
        for (int i = 0; i < image.streams.size(); i++) {
            addStreamSends(i, image.streams.get(i), sends);
        }
        for (int rank = 0; rank < image.ranks; rank++) {
            addImageEnd(rank, sends);
        }
        if (sends.isEmpty() && said.add("set end")) {
            if (!allEnded()) {
                said.remove("set end");
                return;
            }
            session.setEnd(image.ranks, image.bytes());
            return;
        }
        if (!sends.isEmpty()) {
            sends.get(random.nextInt(sends.size())).run();
        }
    }

    private void fill() {
        final int chunk = random.nextInt(pool.length);
        if (pool[chunk] != null || image.streams.isEmpty()) {
            return;
        }
        final int i = random.nextInt(image.streams.size());
        final ModelImage.Stream stream = image.streams.get(i);
        if (filled[i] < stream.chunks().size()) {
            pool[chunk] = stream.chunks().get(filled[i]++);
        }
    }

    private void addStreamSends(int i, ModelImage.Stream stream, List<Runnable> sends) {
        final String name = stream.rank() + "." + stream.stream();
        if (!said.contains("open " + name)) {
            sends.add(() -> {
                said.add("open " + name);
                session.streamOpen(stream.rank(), stream.stream(), stream.seekable(), 0, "s" + stream.stream());
            });
            return;
        }
        boolean waiting = false;
        int next = -1;
        for (int chunk = 0; chunk < pool.length; chunk++) {
            if (isOf(pool[chunk], stream) && !advertised[chunk]) {
                waiting = true;
                next = next < 0 || pool[chunk].ordinal() < pool[next].ordinal() ? chunk : next;
            }
        }
        if (waiting) {
            final int chunk = next;
            sends.add(() -> advertise(chunk));
        } else if (filled[i] == stream.chunks().size() && !said.contains("end " + name)) {
            sends.add(() -> {
                said.add("end " + name);
                session.streamEnd(stream.rank(), stream.stream(), stream.length(), stream.chunks().size(), true, 1);
            });
        }
    }

    private void advertise(int chunk) {
        final ModelImage.Chunk c = pool[chunk];
        advertised[chunk] = true;
        session.chunkReady(c.rank(), c.stream(), chunk, c.position(), c.length(), c.crc(), c.ordinal());
    }

    private void addImageEnd(int rank, List<Runnable> sends) {
        final boolean whole = image.streamsOf(rank).stream()
            .allMatch(s -> said.contains("end " + s.rank() + "." + s.stream()));
        if (whole && !said.contains("image " + rank)) {
            sends.add(() -> {
                said.add("image " + rank);
                session.imageEnd(rank, image.streamsOf(rank).size());
            });
        }
    }

    private boolean allEnded() {
        for (int rank = 0; rank < image.ranks; rank++) {
            if (!said.contains("image " + rank)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOf(ModelImage.Chunk chunk, ModelImage.Stream stream) {
        return chunk != null && chunk.rank() == stream.rank() && chunk.stream() == stream.stream();
    }

    @Override
    public void onHeld(int rank, int stream, long firstOrdinal, long count) {
        for (int chunk = 0; chunk < pool.length; chunk++) {
            final ModelImage.Chunk c = pool[chunk];
            if (c != null && c.rank() == rank && c.stream() == stream && c.ordinal() >= firstOrdinal
                && c.ordinal() < firstOrdinal + count) {
                pool[chunk] = null;
            }
        }
    }

    @Override
    public void onChunkDone(int chunk) {
        if (pool[chunk] == null || !advertised[chunk]) {
            throw new AssertionError("chunk " + chunk + " is done but was not advertised");
        }
        pool[chunk] = null;
        advertised[chunk] = false;
    }

    @Override
    public void onImageStored(int rank, long bytes) {
        if (!said.contains("image " + rank)) {
            throw new AssertionError("image " + rank + " is stored but has not ended");
        }
    }

    @Override
    public void onCommitted(long bytes, long verifyNanos, long retries) {
        committed = true;
    }

    @Override
    public void onWelcome(int readDepth, byte[] dataToken) {
    }

    @Override
    public void onReady() {
    }

    @Override
    public void onRefused(Refusal refusal) {
        throw new AssertionError(refusal);
    }

    @Override
    public void onAbort(SessionFault fault) {
        throw new AssertionError(fault);
    }
}
