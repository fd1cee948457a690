package org.rankferry.bench.scene;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import org.rankferry.engine.api.TransferException;

/**
 * Memory that configurations take, so that a benchmark is refused instead of being killed in the middle.
 *
 * @param shared bytes in {@code /dev/shm}: pools, images, and files to copy.
 * @param own    bytes of the ranks.
 */
public record MemoryNeed(long shared, long own) {
    /** Nothing. */
    public static final MemoryNeed NONE = new MemoryNeed(0, 0);
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final Path SHARED = Path.of("/dev/shm");
    private static final String AVAILABLE = "MemAvailable:";
    private static final double GIB = 1L << 30;

    /** What the target takes. */
    public static MemoryNeed ofTarget(final BenchCase spec) {
        return new MemoryNeed(spec.inMemory() ? spec.bytes() : 0, 0);
    }

    /** What source and ranks take. */
    public static MemoryNeed ofSource(final BenchCase spec, final BenchContent content) {
        return new MemoryNeed(spec.poolBytes(), content == BenchContent.UNWRITTEN ? 0 : spec.bytes());
    }

    /** Both together. */
    public MemoryNeed plus(final MemoryNeed more) {
        return new MemoryNeed(shared + more.shared, own + more.own);
    }

    /** The larger of both, each kind by itself. */
    public MemoryNeed max(final MemoryNeed other) {
        return new MemoryNeed(Math.max(shared, other.shared), Math.max(own, other.own));
    }

    /** Whether this machine has as much now. */
    public boolean fits() {
        return fits(availableBytes(), sharedBytes());
    }

    boolean fits(final long available, final long sharedSpace) {
        return shared + own <= available && shared <= sharedSpace;
    }

    /**
     * Refuses what this machine has no room for.
     *
     * @param what takes it.
     * @throws TransferException in one line, that says how much it takes and how much there is.
     */
    public void check(final String what) {
        check(what, availableBytes(), sharedBytes());
    }

    void check(final String what, final long available, final long sharedSpace) {
        if (!fits(available, sharedSpace)) {
            throw new TransferException(String.format(
                Locale.ROOT, "%s takes %.2f GiB of memory, %.2f of them in %s; %.2f GiB are available, %.2f of them"
                    + " there: give smaller --image-bytes or fewer --ranks", what, (shared + own) / GIB, shared / GIB,
                SHARED, available / GIB, Math.min(available, sharedSpace) / GIB));
        }
    }

    private static long availableBytes() {
        try {
            return Files.readAllLines(MEMORY).stream().filter(line -> line.startsWith(AVAILABLE))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                .findFirst().orElse(Long.MAX_VALUE);
        } catch (final IOException e) {
            throw new TransferException(MEMORY + " can't be read: " + e.getMessage(), e);
        }
    }

    private static long sharedBytes() {
        try {
            return Files.getFileStore(SHARED).getUsableSpace();
        } catch (final IOException e) {
            throw new TransferException("no room in " + SHARED + " can be seen: " + e.getMessage(), e);
        }
    }
}
