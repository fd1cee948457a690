package org.rankferry.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.bench.scene.BenchCase;
import org.rankferry.bench.scene.BenchScene;
import org.rankferry.engine.api.TargetOptions.Placing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Whole images pass from the pool into the image memory while no code of the agents' process, nor the kernel in a
 * system call of it, can touch either: the device alone moves them. Without checksums, which the target takes by
 * reading what has landed. The ranks are processes of their own and have the pool mapped for themselves.
 */
@Tag("rdma")
class NoCopyTest {
    private static final int RANKS = 2;
    private static final int IMAGE_BYTES = 4 << 20;
    private static final int POOL_BYTES = 2 << 20;
    private static final BenchCase SPEC = new BenchCase(
        "rdma", RANKS, IMAGE_BYTES, 256 << 10, POOL_BYTES, 4, 1, "memory", Placing.DIRECT, false);

    @TempDir
    Path elsewhere;

    @Test
    void imagesArriveInMemoryThatTheAgentsCanNotTouch() throws IOException {
        try (BenchPlace place = new BenchPlace(SPEC)) {
            final BenchScene scene = place.scene();
            scene.move();
            scene.recycle();
            final BenchScene.Moved moved;
            try (ForbiddenMemory payload = new ForbiddenMemory(file -> isPayload(file, place.root()))) {
                assertTrue(payload.bytes() >= POOL_BYTES + (long) RANKS * IMAGE_BYTES, payload::toString);
                assertCanNotBeTouched(payload);
                moved = scene.move();
            }
            assertNull(scene.check());
            assertEquals(0, moved.target().payloadCopies());
            scene.recycle();
        }
    }

    private static boolean isPayload(final Path file, final Path root) {
        return file.startsWith(root.resolve("images-bench")) || file.getFileName().toString().contains("pool");
    }

    /** Sockets and files hand their bytes over by such a copy. */
    private void assertCanNotBeTouched(final ForbiddenMemory payload) throws IOException {
        final Path file = Files.write(elsewhere.resolve("bytes"), new byte[1]);
        try (FileChannel channel = FileChannel.open(file)) {
            payload.mappings().forEach(mapping -> assertThrows(
                IOException.class, () -> channel.read(mapping.asByteBuffer(), 0), mapping::toString));
        }
    }
}
