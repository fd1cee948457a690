package org.rankferry.checkpointer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import org.rankferry.engine.Rankferry;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.api.Target;
import org.rankferry.engine.api.TargetOptions;

/** A source and a target in this process, over shared memory. */
public final class TransferScene implements AutoCloseable {
    /** Of everything that is waited for. */
    public static final Duration DEADLINE = Duration.ofSeconds(30);
    /** Of the source. */
    public static final String JOB = "lu";

    private final Target target;
    private final Source source;

    /** In a directory of the test, for that many ranks. */
    public TransferScene(final Path root, final int ranks, final int chunkBytes) throws IOException {
        final Path secret = root.resolve("secret");
        SecretFile.create(secret);
        final Path run = Files.createDirectory(
            root.resolve("run"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        target = Rankferry.target(TargetOptions.builder("unix:" + root.resolve("t"), secret, root.resolve("images"))
            .transport("shm").store("file").runDirectory(run).build());
        source = Rankferry.source(SourceOptions.builder(JOB, ranks, secret, target.address())
            .transport("shm").runDirectory(run).chunkBytes(chunkBytes).poolBytes(10L * chunkBytes).build());
    }

    public Source source() {
        return source;
    }

    public Target target() {
        return target;
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }
}
