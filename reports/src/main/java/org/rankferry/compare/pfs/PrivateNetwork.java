package org.rankferry.compare.pfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.rankferry.compare.host.ProgramRun;
import org.rankferry.compare.host.TcpTable;
import org.rankferry.compare.host.Tool;
import org.rankferry.compare.host.WorkPlace;
import org.rankferry.engine.api.TransferException;

/**
 * A network namespace without a name: it lasts as long as a process that sleeps in it, so nobody has to remove it. It
 * has its loopback device and one address on that.
 */
final class PrivateNetwork {
    /** Of its one host; nobody outside sees it. */
    static final String ADDRESS = "10.79.1.1";

    private static final String NAME = "network";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Path OWN = Path.of("/proc/self/ns/net");

    private final Process sleeper;

    private PrivateNetwork(final Process sleeper) {
        this.sleeper = sleeper;
    }

    static PrivateNetwork open(final WorkPlace place) {
        final PrivateNetwork network = new PrivateNetwork(place.start(
            NAME, List.of(new Tool("unshare", "util-linux").path(), "--net", "sleep", "infinity")));
        place.await(NAME, network.sleeper, "left the network of this process", PATIENCE, network::isApart);
        final String ip = new Tool("ip", "iproute2").path();
        network.run(List.of(ip, "link", "set", "lo", "up"));
        network.run(List.of(ip, "addr", "add", ADDRESS + "/32", "dev", "lo"));
        return network;
    }

    /** The same command inside: in this network, with the mounts of this process. */
    List<String> inside(final List<String> command) {
        final List<String> whole =
            new ArrayList<>(List.of(new Tool("nsenter", "util-linux").path(), "--net=" + namespace(), "--"));
        whole.addAll(command);
        return whole;
    }

    /** Runs a program inside that must succeed. */
    String run(final List<String> command) {
        return ProgramRun.mustSucceed(PATIENCE, inside(command));
    }

    /** Who listens and is connected inside. */
    TcpTable sockets() {
        return TcpTable.of(sleeper.pid());
    }

    private Path namespace() {
        return Path.of("/proc", Long.toString(sleeper.pid()), "ns", "net");
    }

    private boolean isApart() {
        try {
            return !Files.readSymbolicLink(namespace()).equals(Files.readSymbolicLink(OWN));
        } catch (final IOException e) {
            throw new TransferException("network namespaces can't be told apart: " + e.getMessage(), e);
        }
    }
}
