package org.rankferry.compare.pfs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.rankferry.compare.host.Tool;
import org.rankferry.compare.host.WorkPlace;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.nativeio.Libc;

/** The parallel file systems that can be started on one machine from packages of Debian. */
public enum PfsKind {
    /** GlusterFS that places whole files on its servers. */
    GLUSTER("gluster") {
        @Override
        List<Tool> tools() {
            return List.of(new Tool("glusterfsd", "glusterfs-client"), new Tool("glusterfs", "glusterfs-client"));
        }

        @Override
        ParallelFileSystem start(final WorkPlace place, final int servers) {
            return new GlusterStart(place, servers, false).start();
        }
    },
    /** GlusterFS that stripes files over its servers, 4 MiB each. */
    GLUSTER_SHARD("gluster-shard") {
        @Override
        List<Tool> tools() {
            return GLUSTER.tools();
        }

        @Override
        ParallelFileSystem start(final WorkPlace place, final int servers) {
            return new GlusterStart(place, servers, true).start();
        }
    },
    /** MooseFS with one copy of each chunk of 64 MiB. */
    MOOSEFS("moosefs") {
        @Override
        List<Tool> tools() {
            return List.of(
                new Tool("mfsmaster", "moosefs-master"), new Tool("mfschunkserver", "moosefs-chunkserver"),
                new Tool("mfsmount", "moosefs-client"), new Tool("mfssetgoal", "moosefs-client"),
                new Tool("mfssettrashtime", "moosefs-client"));
        }

        @Override
        ParallelFileSystem start(final WorkPlace place, final int servers) {
            return new MooseStart(place, servers).start();
        }
    };

    /** On a disk on most machines, and not cleared while a run is under way, as /tmp may be. */
    public static final Path DEFAULT_DIRECTORY = Path.of("/var/tmp");
    /** As many servers as make sense on one machine. */
    public static final int MOST_SERVERS = 16;

    private static final Path FUSE = Path.of("/dev/fuse");
    private static final List<Tool> ALWAYS = List.of(
        new Tool("setpriv", "util-linux"), new Tool("unshare", "util-linux"), new Tool("nsenter", "util-linux"),
        new Tool("ip", "iproute2"));

    private final String word;

    PfsKind(final String word) {
        this.word = word;
    }

    /** On the command line. */
    public String word() {
        return word;
    }

    /**
     * The kind that a word names.
     *
     * @throws TransferException with the words there are, when it names none.
     */
    public static PfsKind ofWord(final String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst().orElseThrow(
            () -> new TransferException("there is no parallel file system '" + word + "' that can be started; give "
                + String.join(", ", Arrays.stream(values()).map(PfsKind::word).toList())));
    }

    /** What is in the way of starting one here, in one line with the remedy; empty when nothing is. */
    public Optional<String> findObstacle() {
        final String what = "a file system of " + word;
        if (Libc.getuid() != 0) {
            return Optional.of(what + " takes root: it is mounted, in a network namespace; run as root");
        }
        if (!Files.exists(FUSE)) {
            return Optional.of(what + " takes " + FUSE + ", which is missing; run: modprobe fuse, or give the container"
                + " that device");
        }
        return Tool.findMissing(what, ALWAYS).or(() -> Tool.findMissing(what, tools()));
    }

    /**
     * Starts one and mounts it. What an earlier one in the same place has left, as its process was killed, is removed.
     *
     * @param workDirectory everything it keeps is beneath it; made if it is missing. What is written to the file system
     *                      ends up on the disk of this directory, from all servers on the same.
     * @param servers       1 to {@value #MOST_SERVERS}, that hold data.
     * @return to be closed; nothing of it is left then.
     * @throws TransferException in one line, when something is in the way; nothing is left then either.
     */
    public ParallelFileSystem start(final Path workDirectory, final int servers) {
        if (servers < 1 || servers > MOST_SERVERS) {
            throw new TransferException(
                "a file system of " + word + " has 1 to " + MOST_SERVERS + " servers, not " + servers);
        }
        findObstacle().ifPresent(obstacle -> {
            throw new TransferException(obstacle);
        });
        final WorkPlace place = WorkPlace.open(workDirectory, "pfs");
        ParallelFileSystem started = null;
        try {
            started = start(place, servers);
            return started;
        } finally {
            if (started == null) {
                place.close();
            }
        }
    }

    abstract List<Tool> tools();

    abstract ParallelFileSystem start(WorkPlace place, int servers);
}
