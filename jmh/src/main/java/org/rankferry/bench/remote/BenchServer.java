package org.rankferry.bench.remote;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.function.Consumer;

import org.agrona.CloseHelper;
import org.rankferry.engine.api.RdmaOptions;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.transport.Endpoint;

/** The target's end of the benchmark on a host of its own: follows what clients ask for, one client at a time. */
public final class BenchServer implements AutoCloseable {
    private final Options options;
    private final Consumer<String> said;
    private final ServerSocket listener;
    private volatile ServerSession session;

    /**
     * How a server is set up.
     *
     * @param listen        host and port; port 0 is the system's choice.
     * @param secretFile    that clients have too.
     * @param directory     for images of the file store, or null.
     * @param rdma          how {@code rdma} uses the devices here.
     * @param keepListening whether the next client is awaited when one has gone.
     */
    public record Options(
        Endpoint.Inet listen, Path secretFile, Path directory, RdmaOptions rdma, boolean keepListening) {
    }

    /**
     * Listens.
     *
     * @param options of the server.
     * @param said    hears what happens, a line at a time.
     * @throws TransferException in one line, when it can't listen there or the secret can't be read.
     */
    public BenchServer(final Options options, final Consumer<String> said) {
        this.options = options;
        this.said = said;
        SecretFile.read(options.secretFile());
        try {
            listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(options.listen().host(), options.listen().port()));
        } catch (final IOException e) {
            throw new TransferException(
                "bench can't listen at " + options.listen() + ": " + e.getMessage() + "; give another --listen", e);
        }
        said.accept("listening at " + new Endpoint.Inet(options.listen().host(), listener.getLocalPort()));
    }

    /**
     * Serves one client, or one after another.
     *
     * @throws TransferException in one line, when the only client went away in the middle.
     */
    public void run() {
        boolean served = false;
        while (!served || options.keepListening()) {
            served |= serveNext();
        }
    }

    private boolean serveNext() {
        final ControlLink link = accept();
        try {
            new Handshake(options.secretFile()).serve(link);
        } catch (final TransferException | ControlLink.GoneException e) {
            said.accept(e.getMessage());
            link.close();
            return false;
        }
        said.accept(link.peer() + " is here");
        try (ServerSession own = new ServerSession(link, options, said)) {
            session = own;
            final long sets = own.serve();
            if (own.isTidy()) {
                said.accept(link.peer() + " is done: " + sets + " image sets");
            } else if (options.keepListening()) {
                said.accept(link.peer() + " went away in the middle, after " + sets + " image sets");
            } else {
                throw new TransferException(link.peer() + " went away in the middle, after " + sets
                    + " image sets; its own last line says why");
            }
        } finally {
            session = null;
        }
        return true;
    }

    private ControlLink accept() {
        try {
            final Socket socket = listener.accept();
            return new ControlLink(socket, "client " + socket.getInetAddress().getHostAddress() + ":"
                + socket.getPort());
        } catch (final IOException e) {
            throw new TransferException("bench can't listen any more: " + e.getMessage(), e);
        }
    }

    /** Stops listening, and ends a client's session. Any thread. */
    @Override
    public void close() {
        CloseHelper.closeAll(listener, session);
    }
}
