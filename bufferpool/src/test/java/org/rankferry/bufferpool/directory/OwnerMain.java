package org.rankferry.bufferpool.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.rankferry.bufferpool.PoolException;
import org.rankferry.bufferpool.PoolFile;
import org.rankferry.bufferpool.PoolGeometry;

/**
 * An owner in a process of its own: {@code <run> <job> [<pool directory>]}. Prints "owned" or the refusal, and lives
 * until its standard input ends.
 */
final class OwnerMain {
    private OwnerMain() {
    }

    public static void main(final String[] args) throws IOException {
        try (OwnedDirectory directory = OwnedDirectory.forSource(Path.of(args[0]), args[1])) {
            final PoolGeometry geometry = new PoolGeometry(4096, 4);
            if (args.length > 2) {
                directory.recordPool(Path.of(args[2], "lu.pool"));
            }
            try (PoolFile pool = args.length > 2 ?
                PoolFile.create(Path.of(args[2]), "lu.pool", geometry) : PoolFile.create(directory.path(), geometry)) {
                Files.createDirectory(directory.path().resolve("sub"));
                Files.writeString(directory.path().resolve("sub/file"), pool.path().toString());
                System.out.println("owned");
                System.in.transferTo(java.io.OutputStream.nullOutputStream());
            }
        } catch (final PoolException e) {
            System.out.println(e.getMessage());
        }
    }
}
