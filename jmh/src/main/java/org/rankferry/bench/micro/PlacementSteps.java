package org.rankferry.bench.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.agrona.CloseHelper;
import org.agrona.IoUtil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.rankferry.engine.store.ImageStore;
import org.rankferry.engine.store.ImageStores;
import org.rankferry.engine.store.IncomingStream;
import org.rankferry.engine.store.Placement;
import org.rankferry.engine.store.SetIdentity;
import org.rankferry.engine.store.StoreOptions;
import org.rankferry.engine.transport.Destination;
import org.rankferry.engine.transport.MemoryRegistrar;

/** What placing a chunk costs apart from the READ, in memory touched before: finding its place, or a copy to it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PlacementSteps {
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int CHUNKS = 20;

    /** Where READs land. */
    @Param({"direct", "staged"})
    public String placing;

    private final Destination destination = new Destination();
    private Path directory;
    private ImageStore store;
    private IncomingStream stream;
    private Placement placement;
    private int next;

    /** A stream of the memory store out of its reserve. */
    @Setup
    public void setUp() throws IOException {
        directory = Files.createTempDirectory(Path.of("/dev/shm"), "rankferry-micro-");
        final long bytes = (long) CHUNKS * CHUNK_BYTES;
        store = ImageStores.open("memory", new StoreOptions(
            directory.resolve("images"), false, 0, new StoreOptions.Reserve(1, bytes), CHUNK_BYTES,
            MemoryRegistrar.NONE));
        store.prepareAll();
        stream = store.begin(new SetIdentity(new UUID(0, 1), "micro", 1, 1, bytes)).open(0, "image", bytes, false);
        placement = placing.equals("direct") ? Placement.direct()
            : Placement.staged(1, CHUNK_BYTES, MemoryRegistrar.NONE);
    }

    /** Removes it. */
    @TearDown
    public void tearDown() {
        CloseHelper.closeAll(placement, store);
        IoUtil.delete(directory.toFile(), true);
    }

    /** The next chunk of the stream, round and round. */
    @Benchmark
    public Destination place() {
        final long position = (long) next * CHUNK_BYTES;
        next = next + 1 == CHUNKS ? 0 : next + 1;
        placement.prepare(0, stream, position, CHUNK_BYTES, destination);
        placement.complete(0, stream, position, CHUNK_BYTES);
        return destination;
    }
}
