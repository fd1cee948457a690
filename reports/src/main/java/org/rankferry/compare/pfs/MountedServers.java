package org.rankferry.compare.pfs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.rankferry.compare.host.Deadline;
import org.rankferry.compare.host.ProgramRun;
import org.rankferry.compare.host.Unmount;
import org.rankferry.compare.host.WorkPlace;
import org.rankferry.engine.api.TransferException;

/** One that was started here: the processes of it, and what is known of it because it was made so. */
final class MountedServers implements ParallelFileSystem {
    /** What it holds is thrown away, so nobody waits for an orderly end, but a server may close its files. */
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration FIRST_WRITE = Duration.ofSeconds(30);

    private final WorkPlace place;
    private final Path mount;
    private final Process client;
    private final List<Process> servers;
    private final List<Path> serverDirectories;
    private final Striping striping;

    /**
     * One that is mounted; comes back when a file was written to it and it tells its room.
     *
     * @param place             it works in, which it closes.
     * @param mount             in the place.
     * @param client            serves the mount.
     * @param servers           hold the data; processes beside them end with the place.
     * @param serverDirectories of the servers.
     * @param stripBytes        of a file on one server; empty when whole files are.
     */
    MountedServers(
        final WorkPlace place, final Path mount, final Process client, final List<Process> servers,
        final List<Path> serverDirectories, final OptionalLong stripBytes) {

        this.place = place;
        this.mount = mount;
        this.client = client;
        this.servers = List.copyOf(servers);
        this.serverDirectories = List.copyOf(serverDirectories);
        striping = new Striping(OptionalInt.of(servers.size()), stripBytes, OptionalInt.of(1));
        // A client is mounted before it has found all its servers.
        ProgramRun.mustSucceed(FIRST_WRITE, List.of(
            "sh", "-c", "head -c 4096 /dev/zero > \"$0\" && sync \"$0\" && rm \"$0\"",
            mount.resolve(".rankferry-first").toString()));
        // MooseFS counts its servers' disks some time after it has them.
        if (!Deadline.await(FIRST_WRITE, () -> FileSystemFacts.of(mount, striping).freeBytes() > 0)) {
            throw new TransferException("the file system at " + mount + " has no room; is the disk of " + place.path()
                + " full?");
        }
    }

    @Override
    public Path mount() {
        return mount;
    }

    @Override
    public FileSystemFacts facts() {
        final long disk = FileSystemFacts.of(serverDirectories.getFirst()).freeBytes();
        return FileSystemFacts.of(mount, striping).withAtMost(disk);
    }

    @Override
    public List<Path> serverDirectories() {
        return serverDirectories;
    }

    /** The processes that hold the data, in the order of their directories. */
    List<Process> servers() {
        return servers;
    }

    @Override
    public void close() {
        try (place) {
            Unmount.of(mount, () -> WorkPlace.stop(client, Duration.ZERO));
            servers.forEach(Process::destroy);
            servers.forEach(server -> WorkPlace.stop(server, GRACE));
        }
    }
}
