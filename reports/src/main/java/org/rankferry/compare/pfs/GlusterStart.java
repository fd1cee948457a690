package org.rankferry.compare.pfs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

import org.rankferry.compare.host.MountTable;
import org.rankferry.compare.host.Tool;
import org.rankferry.compare.host.WorkPlace;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.nativeio.ExtendedAttribute;

/** Starts GlusterFS from plain volume files, without glusterd: a process for each server, and the client. */
final class GlusterStart {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PACKAGE = "glusterfs-client";

    private final WorkPlace place;
    private final int servers;
    private final boolean shard;

    GlusterStart(final WorkPlace place, final int servers, final boolean shard) {
        this.place = place;
        this.servers = servers;
        this.shard = shard;
    }

    ParallelFileSystem start() {
        final PrivateNetwork network = PrivateNetwork.open(place);
        final List<Path> directories = new ArrayList<>();
        final List<Process> running = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            directories.add(directory(i));
            final String volume = GlusterVolume.ofServer(i, servers, directories.get(i));
            running.add(place.start(name(i), network.inside(List.of(
                new Tool("glusterfsd", PACKAGE).path(), "-N", "-l", "/dev/stdout", "-L", "WARNING",
                "-f", place.file(name(i) + ".vol", volume).toString()))));
        }
        for (int i = 0; i < servers; i++) {
            final int port = GlusterVolume.port(i);
            place.await(name(i), running.get(i), "listened", PATIENCE, () -> network.sockets().listensAt(port));
        }
        final Path mount = place.directory("mnt");
        final Process client = place.start("client", network.inside(List.of(
            new Tool("glusterfs", PACKAGE).path(), "-N", "-l", "/dev/stdout", "-L", "WARNING",
            "-f", place.file("client.vol", GlusterVolume.ofClient(servers, shard)).toString(), mount.toString())));
        place.await("client", client, "mounted " + mount, PATIENCE, () -> MountTable.read().has(mount));
        place.await("client", client, "found its servers", PATIENCE, () -> IntStream.range(0, servers).allMatch(
            i -> network.sockets().connectionsTo(GlusterVolume.port(i)) > 0));
        return new MountedServers(place, mount, client, running, directories,
            shard ? OptionalLong.of(GlusterVolume.SHARD_BYTES) : OptionalLong.empty());
    }

    private Path directory(final int server) {
        final Path directory = place.directory(name(server));
        try {
            ExtendedAttribute.write(directory, GlusterVolume.ID_ATTRIBUTE, GlusterVolume.id(server));
            return directory;
        } catch (final IOException e) {
            throw new TransferException("GlusterFS keeps trusted extended attributes, which " + directory
                + " can't have (" + e.getMessage() + "); give a directory on ext4 or xfs", e);
        }
    }

    private static String name(final int server) {
        return "server-" + server;
    }
}
