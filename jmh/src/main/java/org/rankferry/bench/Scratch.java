package org.rankferry.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.agrona.IoUtil;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.api.TransferException;

/** A directory of its own for everything a benchmark makes; removed when it is closed. */
final class Scratch implements AutoCloseable {
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path root;

    Scratch() {
        try {
            root = Files.createTempDirectory(MEMORY, "rankferry-bench-");
            Files.createDirectory(run(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            SecretFile.create(secret());
        } catch (final IOException e) {
            throw new TransferException("bench needs a directory in " + MEMORY + ": " + e.getMessage(), e);
        }
    }

    Path root() {
        return root;
    }

    Path run() {
        return root.resolve("run");
    }

    Path secret() {
        return root.resolve("secret");
    }

    @Override
    public void close() {
        IoUtil.delete(root.toFile(), true);
    }
}
