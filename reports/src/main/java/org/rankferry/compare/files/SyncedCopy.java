package org.rankferry.compare.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.nativeio.PageCache;

/** A copy by any program, and the fsyncs after it. */
final class SyncedCopy implements CopyTool {
    private static final double NANOS = 1e9;

    private final BiConsumer<Path, Path> program;
    private final Runnable end;

    SyncedCopy(final BiConsumer<Path, Path> program, final Runnable end) {
        this.program = program;
        this.end = end;
    }

    @Override
    public double copy(final Path from, final Path to) {
        final Path source = from.toAbsolutePath();
        final Path target = to.toAbsolutePath();
        try {
            Files.createDirectories(target);
            final long startNs = System.nanoTime();
            program.accept(source, target);
            sync(target);
            return (System.nanoTime() - startNs) / NANOS;
        } catch (final IOException | UncheckedIOException e) {
            throw new TransferException("the copy in " + target + " can't be made durable: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        end.run();
    }

    private static void sync(final Path root) throws IOException {
        final List<Path> all;
        try (Stream<Path> tree = Files.walk(root)) {
            all = tree.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).toList();
        }
        for (final Path path : all.reversed()) {
            PageCache.sync(path);
        }
    }
}
