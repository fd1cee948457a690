package org.rankferry.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** One thing that a program may do to files, chosen at random; the same for the same random numbers. */
final class RandomFileStep {
    private static final String[] NAMES = {"a", "b", "c", "d"};
    private static final int MAX_OFFSET = 300_000;
    private static final int MAX_WRITE = 120_000; // what is small enough can be read back

    private RandomFileStep() {
    }

    /** Does it below a directory. Returns what happened: the kind of failure, or what was read. */
    static String run(final Path root, final Random random) {
        final Path path = path(root, random);
        final Path other = path(root, random);
        final int what = random.nextInt(9);
        try {
            switch (what) {
                case 0 -> Files.createDirectory(path);
                case 1 -> Files.delete(path);
                case 2 -> Files.move(path, other, StandardCopyOption.ATOMIC_MOVE);
                case 3 -> Files.createLink(other, path);
                case 4 -> {
                    try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
                        file.truncate(random.nextInt(MAX_OFFSET));
                    }
                }
                case 5 -> {
                    if (Files.isDirectory(path)) {
                        return "directory"; // whose size is its file system's own
                    }
                    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
                        return "read " + file.size();
                    }
                }
                case 6 -> write(path, random, StandardOpenOption.APPEND);
                default -> write(path, random, StandardOpenOption.WRITE);
            }
            return "done";
        } catch (final IOException e) {
            return e.getClass().getSimpleName();
        }
    }

    private static void write(final Path path, final Random random, final StandardOpenOption how) throws IOException {
        final byte[] bytes = new byte[random.nextInt(MAX_WRITE)];
        random.nextBytes(bytes);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, how)) {
            if (how == StandardOpenOption.WRITE) {
                file.position(random.nextInt(MAX_OFFSET));
            }
            final ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
        }
    }

    private static Path path(final Path root, final Random random) {
        Path path = root.resolve(NAMES[random.nextInt(NAMES.length)]);
        for (int depth = random.nextInt(3); depth > 0; depth--) {
            path = path.resolve(NAMES[random.nextInt(NAMES.length)]);
        }
        return path;
    }
}
