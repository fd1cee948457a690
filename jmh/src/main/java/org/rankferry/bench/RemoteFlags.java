package org.rankferry.bench;

import java.nio.file.Path;

import org.rankferry.bench.remote.BenchServer;
import org.rankferry.engine.api.RdmaOptions;
import org.rankferry.engine.transport.Endpoint;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options of {@code rankferry bench} over two hosts. */
final class RemoteFlags {
    private static final int DEFAULT_PORT = 18517;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
        names = "--listen", paramLabel = "HOST[:PORT]",
        description = "Be the server: have the targets that a client asks for, and end with it (port: " + DEFAULT_PORT
            + "). Targets listen at ports of the system's choice. What is measured is the client's to say; here"
            + " --dir, --device, --busy-poll and --libdisni count.")
    private String listen;

    @Option(
        names = "--connect", paramLabel = "HOST[:PORT]",
        description = "Be the client: have source and ranks here, and the targets at that server. shm needs both on"
            + " one host.")
    private String connect;

    @Option(
        names = "--secret-file", paramLabel = "FILE",
        description = "Secret that server and client share; only its owner may read it.")
    private Path secretFile;

    @Option(names = "--keep-listening", description = "With --listen, serve one client after another.")
    private boolean keepListening;

    boolean isServer() {
        if (listen != null && connect != null) {
            throw usage("give --listen on one host and --connect on the other, not both");
        }
        if ((listen != null || connect != null) && secretFile == null) {
            throw usage((listen != null ? "--listen" : "--connect") + " needs --secret-file FILE, which both ends"
                + " have; make one with: (umask 077; head -c 32 /dev/urandom | base64 > FILE)");
        }
        if (keepListening && listen == null) {
            throw usage("--keep-listening goes with --listen HOST[:PORT]");
        }
        return listen != null;
    }

    boolean isClient() {
        return connect != null;
    }

    Path secret() {
        return secretFile;
    }

    Endpoint.Inet server() {
        return endpoint("--connect", connect);
    }

    BenchServer.Options options(final RdmaOptions rdma, final Path directory) {
        return new BenchServer.Options(endpoint("--listen", listen), secretFile, directory, rdma, keepListening);
    }

    private Endpoint.Inet endpoint(final String option, final String text) {
        try {
            return Endpoint.parseHost(text, DEFAULT_PORT);
        } catch (final IllegalArgumentException e) {
            throw usage(option + ": " + e.getMessage());
        }
    }

    private ParameterException usage(final String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
