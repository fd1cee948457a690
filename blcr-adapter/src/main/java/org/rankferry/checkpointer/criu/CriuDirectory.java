package org.rankferry.checkpointer.criu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.agrona.IoUtil;
import org.rankferry.engine.nativeio.DescriptorSocket;

/**
 * Where one run of CRIU meets its image streamer, and leaves its log. Private to this user, and removed in the end.
 *
 * <pre>
 *   DIR/streamer-capture.sock    or streamer-serve.sock, for a restore
 *   DIR/criu.log                 what CRIU says
 *   DIR/criu.out                 what it prints before it has a log
 * </pre>
 */
final class CriuDirectory implements AutoCloseable {
    static final String LOG = "criu.log";
    static final String PRINTED = "criu.out";
    static final String CAPTURE = "streamer-capture.sock";
    static final String SERVE = "streamer-serve.sock";

    private final Path path;
    private final DescriptorSocket socket;

    CriuDirectory(final String socketName) throws IOException {
        path = Files.createTempDirectory("rankferry-criu-");
        try {
            socket = DescriptorSocket.listen(path.resolve(socketName));
        } catch (final IOException e) {
            IoUtil.delete(path.toFile(), true);
            throw e;
        }
    }

    Path path() {
        return path;
    }

    DescriptorSocket socket() {
        return socket;
    }

    Path printed() {
        return path.resolve(PRINTED);
    }

    /** Why CRIU has failed. */
    String reason(final String ending) {
        return CriuLog.reason(path.resolve(LOG), printed(), ending);
    }

    @Override
    public void close() {
        socket.close();
        IoUtil.delete(path.toFile(), true);
    }
}
