package org.rankferry.bufferpool.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.rankferry.bufferpool.PoolException;

/**
 * Owns a directory and lets it go again, over and over for a second, and longer on a machine so busy that it had hardly
 * a turn: {@code <run> <job>}. Prints how often.
 */
final class ContenderMain {
    private static final long LIFETIME_NS = 1_000_000_000L;
    private static final long MOST_NS = 30 * LIFETIME_NS;
    private static final int FEWEST_TURNS = 2;

    private ContenderMain() {
    }

    public static void main(final String[] args) throws IOException {
        int owned = 0;
        final long start = System.nanoTime();
        while (System.nanoTime() - start < (owned < FEWEST_TURNS ? MOST_NS : LIFETIME_NS)) {
            try (OwnedDirectory directory = OwnedDirectory.forSource(Path.of(args[0]), args[1])) {
                if (directory.recovered()) {
                    throw new IllegalStateException("took from a live owner: " + directory.removed());
                }
                final Path door = Files.createFile(directory.path().resolve("door"));
                Files.delete(door);
                owned++;
            } catch (final PoolException e) {
                if (!e.getMessage().contains("already has a source on this host")) {
                    throw e;
                }
            }
        }
        System.out.println("owned " + owned);
    }
}
