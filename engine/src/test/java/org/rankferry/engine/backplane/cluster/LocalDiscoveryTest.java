package org.rankferry.engine.backplane.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jgroups.JChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.api.SecretFile;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LocalDiscoveryTest {
    private static final int ABSENT_MS = 400;

    @TempDir
    private Path root;
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    @Test
    void whoLooksWhileTheFilesAreMadeAnewDoesNotBeginAClusterOfItsOwn() throws Exception {
        SecretFile.create(root.resolve("secret"));
        try (ClusterBackplane first = member("n0")) {
            final Path file = files().getFirst();
            final byte[] content = Files.readAllBytes(file);
            Files.write(file, new byte[0]); // as one that is about to be removed and written again
            final CompletableFuture<Void> written = CompletableFuture.runAsync(
                () -> write(file, content), CompletableFuture.delayedExecutor(ABSENT_MS, TimeUnit.MILLISECONDS));
            try (ClusterBackplane second = member("n1")) {
                assertEquals(List.of("n0", "n1"), second.nodes());
                assertEquals("n0", first.node());
            }
            written.get();
        }
    }

    @Test
    void whoIsStoppedLeavesNoFile() throws Exception {
        SecretFile.create(root.resolve("secret"));
        final LocalDiscovery discovery;
        try (JChannel alone = new JChannel(ClusterStack.of(LocalOptions.of(root, "n0")))) {
            alone.connect("test");
            discovery = alone.getProtocolStack().findProtocol(LocalDiscovery.class);
            assertEquals(1, files().size());
        }
        discovery.write(List.of(), "test"); // as its timer does, which may have begun to before
        assertEquals(List.of(), files());
    }

    private ClusterBackplane member(final String node) {
        return new ClusterBackplane(LocalOptions.of(root, node), errors::add);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> path.toString().endsWith(".list")).toList();
        }
    }

    private static void write(final Path file, final byte[] content) {
        try {
            Files.write(file, content);
        } catch (final IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
