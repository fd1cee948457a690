package org.rankferry.engine.backplane.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jgroups.JChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.api.SecretFile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LocalDiscoveryTest {
    private static final int ABSENT_MS = 200;
    private static final int WRITES = 300;

    @TempDir
    private Path root;
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    @Test
    void whatOthersLeftIsRemovedWhileItsOwnFileStays() throws Exception {
        SecretFile.create(root.resolve("secret"));
        final AtomicBoolean enough = new AtomicBoolean();
        try (JChannel alone = new JChannel(ClusterStack.of(LocalOptions.of(root, "n0")))) {
            alone.connect("test");
            final Path mine = files().getFirst();
            final byte[] content = Files.readAllBytes(mine);
            final CompletableFuture<Integer> looks = CompletableFuture.supplyAsync(() -> {
                int found = 0;
                while (!enough.get()) {
                    assertArrayEquals(content, read(mine));
                    found++;
                }
                return found;
            });
            final LocalDiscovery discovery = alone.getProtocolStack().findProtocol(LocalDiscovery.class);
            for (int i = 0; i < WRITES; i++) {
                write(mine.resolveSibling("old.list"), content);
                discovery.removeAll("test");
                assertEquals(List.of(mine), files());
            }
            enough.set(true);
            assertTrue(looks.get() > 0);
        } finally {
            enough.set(true);
        }
    }

    /** Who leaves removes the directory when it is empty, and it may be just then. */
    @Test
    void aFileIsWrittenWhileOthersRemoveItsDirectory() throws Exception {
        SecretFile.create(root.resolve("secret"));
        final Consumer<Throwable> onError = errors::add;
        ClusterLog.add(onError);
        final AtomicBoolean enough = new AtomicBoolean();
        try (JChannel alone = new JChannel(ClusterStack.of(LocalOptions.of(root, "n0")))) {
            alone.connect("test");
            final LocalDiscovery discovery = alone.getProtocolStack().findProtocol(LocalDiscovery.class);
            final CompletableFuture<Void> remover = CompletableFuture.runAsync(() -> {
                while (!enough.get()) {
                    removeIfEmpty(root.resolve("test"));
                }
            });
            for (int i = 0; i < WRITES; i++) {
                final Path mine = files().getFirst();
                Files.delete(mine);
                discovery.writeInfo();
                assertEquals(List.of(mine), files(), "write " + i);
            }
            enough.set(true);
            remover.get();
        } finally {
            enough.set(true);
            ClusterLog.remove(onError);
        }
        assertEquals(List.of(), errors);
    }

    @Test
    void whoFindsAFileThatIsNotReadableYetLooksAgain() throws Exception {
        SecretFile.create(root.resolve("secret"));
        try (ClusterBackplane first = member("n0")) {
            final Path file = files().getFirst();
            final byte[] content = Files.readAllBytes(file);
            Files.write(file, new byte[0]);
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

    private static void removeIfEmpty(final Path directory) {
        try {
            Files.deleteIfExists(directory);
        } catch (final DirectoryNotEmptyException e) {
            Thread.onSpinWait();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(final Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(final Path file, final byte[] content) {
        try {
            Files.write(file, content);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
