package org.rankferry.bench.scene;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.agrona.IoUtil;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.api.TransferException;

/** A directory of its own for everything a benchmark makes; removed when it is closed. */
public final class Scratch implements AutoCloseable {
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path root;

    /** Makes it, with a secret in it. */
    public Scratch() {
        try {
            root = Files.createTempDirectory(MEMORY, "rankferry-bench-");
            Files.createDirectory(run(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            SecretFile.create(secret());
        } catch (final IOException e) {
            throw new TransferException("bench needs a directory in " + MEMORY + ": " + e.getMessage(), e);
        }
    }

    /** The directory. */
    public Path root() {
        return root;
    }

    /** A run directory in it. */
    public Path run() {
        return root.resolve("run");
    }

    /** File with a secret. */
    public Path secret() {
        return root.resolve("secret");
    }

    @Override
    public void close() {
        IoUtil.delete(root.toFile(), true);
    }
}
