package org.rankferry.compare.pfs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import org.rankferry.compare.host.MountTable;
import org.rankferry.compare.host.Tool;
import org.rankferry.compare.host.WorkPlace;

/**
 * Starts MooseFS: a master, a process for each chunk server, and the client. Files have one copy instead of two, which
 * would double what is written, and those that are removed are gone at once instead of after a day.
 */
final class MooseStart {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String MASTER = "master";
    private static final String CLIENT = "client";
    private static final String CLIENT_PACKAGE = "moosefs-client";

    private final WorkPlace place;
    private final int servers;

    MooseStart(final WorkPlace place, final int servers) {
        this.place = place;
        this.servers = servers;
    }

    ParallelFileSystem start() {
        final PrivateNetwork network = PrivateNetwork.open(place);
        startMaster(network);
        final List<Path> directories = new ArrayList<>();
        final List<Process> running = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            directories.add(place.directory(name(i)));
            running.add(startServer(network, i, directories.get(i)));
        }
        for (int i = 0; i < servers; i++) {
            final int port = MooseConfiguration.port(i);
            place.await(name(i), running.get(i), "listened", PATIENCE, () -> network.sockets().listensAt(port));
        }
        place.await(name(0), running.getFirst(), "met the master with the others", PATIENCE,
            () -> network.sockets().connectionsTo(MooseConfiguration.TO_SERVERS_PORT) >= servers);
        final Path mount = place.directory("mnt");
        final Process client = startClient(network, mount);
        network.run(List.of(new Tool("mfssetgoal", CLIENT_PACKAGE).path(), "-r", "1", mount.toString()));
        network.run(List.of(new Tool("mfssettrashtime", CLIENT_PACKAGE).path(), "-r", "0", mount.toString()));
        return new MountedServers(
            place, mount, client, running, directories, OptionalLong.of(MooseConfiguration.CHUNK_BYTES));
    }

    private void startMaster(final PrivateNetwork network) {
        final Path metadata = place.directory("metadata");
        place.file("metadata/metadata.mfs", MooseConfiguration.NO_METADATA);
        final Path configuration = place.file("master.cfg", MooseConfiguration.ofMaster(
            metadata, place.file("exports.cfg", MooseConfiguration.exports()), place.file("topology.cfg", "")));
        final Process master = place.start(MASTER, network.inside(List.of(
            new Tool("mfsmaster", "moosefs-master").path(), "-f", "-c", configuration.toString(), "start")));
        place.await(MASTER, master, "listened", PATIENCE, () ->
            network.sockets().listensAt(MooseConfiguration.TO_SERVERS_PORT)
                && network.sockets().listensAt(MooseConfiguration.TO_CLIENTS_PORT));
    }

    private Process startServer(final PrivateNetwork network, final int server, final Path directory) {
        final Path disks = place.file(name(server) + "-disks.cfg", directory + "\n");
        final Path configuration = place.file(name(server) + ".cfg", MooseConfiguration.ofServer(
            server, place.directory(name(server) + "-state"), disks));
        return place.start(name(server), network.inside(List.of(
            new Tool("mfschunkserver", "moosefs-chunkserver").path(), "-f", "-c", configuration.toString(), "start")));
    }

    private Process startClient(final PrivateNetwork network, final Path mount) {
        final Process client = place.start(CLIENT, network.inside(List.of(
            new Tool("mfsmount", CLIENT_PACKAGE).path(), "-f", "-H", PrivateNetwork.ADDRESS,
            "-P", Integer.toString(MooseConfiguration.TO_CLIENTS_PORT), "-o", "mfsnice=0,mfsallowoomkiller",
            mount.toString())));
        place.await(CLIENT, client, "mounted " + mount, PATIENCE, () -> MountTable.read().has(mount));
        return client;
    }

    private static String name(final int server) {
        return "server-" + server;
    }
}
