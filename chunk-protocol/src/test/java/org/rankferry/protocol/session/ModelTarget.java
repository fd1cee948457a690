package org.rankferry.protocol.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.rankferry.protocol.image.ExtentSet;
import org.rankferry.protocol.image.StreamKey;

/** A target agent without bytes: READs that end in any order, and a store that outlives the connection. */
final class ModelTarget implements TargetEvents {
    final Map<ModelImage.Chunk, Integer> stored = new HashMap<>();
    TargetSession session;

    private final Random random;
    private final Map<StreamKey, ExtentSet> held = new HashMap<>();
    /** READs in flight, by chunk of the pool. */
    private final Map<Integer, ModelImage.Chunk> reads = new HashMap<>();
    private final Map<StreamKey, Long> ends = new HashMap<>();
    private final Set<Integer> imagesToStore = new HashSet<>();
    private boolean setEnded;

    ModelTarget(Random random) {
        this.random = random;
    }

    void attach(TargetSession next) {
        session = next;
        reads.clear();
        ends.clear();
        imagesToStore.clear();
        setEnded = false;
    }

    /** One random thing of those that can be done now. */
    void step() {
        if (session.state() != SessionState.STREAMING && session.state() != SessionState.COMMITTING) {
            return;
        }
        if (!reads.isEmpty() && random.nextInt(3) > 0) {
            final List<Integer> chunks = new ArrayList<>(reads.keySet());
            final int chunk = chunks.get(random.nextInt(chunks.size()));
            store(reads.remove(chunk));
            session.chunkDone(chunk);
        } else if (!imagesToStore.isEmpty()) {
            final int rank = imagesToStore.iterator().next();
            if (isWhole(rank)) {
                imagesToStore.remove(rank);
                session.imageStored(rank, 1);
            }
        } else if (setEnded && reads.isEmpty()) {
            setEnded = false;
            session.committed(1, 2, 3);
        }
    }

    private void store(ModelImage.Chunk chunk) {
        stored.merge(chunk, 1, Integer::sum);
        held.computeIfAbsent(new StreamKey(chunk.rank(), chunk.stream()), k -> new ExtentSet())
            .add(chunk.ordinal(), chunk.ordinal() + 1);
    }

    private boolean isWhole(int rank) {
        return ends.entrySet().stream().filter(e -> e.getKey().rank() == rank).allMatch(e -> e.getValue() == 0
            || (held.containsKey(e.getKey()) && held.get(e.getKey()).covered() == e.getValue()));
    }

    @Override
    public Refusal onHello(SourceTerms terms, int attempt) {
        return null;
    }

    @Override
    public void onAuthenticated(HeldSink sink) {
        held.forEach((key, ordinals) -> sink.held(key.rank(), key.stream(), ordinals));
    }

    @Override
    public byte[] dataToken() {
        return new byte[32];
    }

    @Override
    public void onChunkReady(int rank, int stream, int chunk, long position, int length, int crc, long ordinal) {
        if (reads.put(chunk, new ModelImage.Chunk(rank, stream, ordinal, position, length, crc)) != null) {
            throw new AssertionError("chunk " + chunk + " is advertised while it is being read");
        }
    }

    @Override
    public void onStreamEnd(int rank, int stream, long length, long chunks, boolean digestKnown, int crc) {
        ends.put(new StreamKey(rank, stream), chunks);
    }

    @Override
    public void onImageEnd(int rank, int streams) {
        imagesToStore.add(rank);
    }

    @Override
    public void onSetEnd(int ranks, long bytes) {
        setEnded = true;
    }

    @Override
    public void onPoolRegions(PoolRegion[] regions, String path) {
    }

    @Override
    public void onStreamOpen(int rank, int stream, boolean seekable, long expectedBytes, String name) {
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
