package org.rankferry.engine.backplane.cluster;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

import org.jgroups.Address;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.FILE_PING;
import org.jgroups.protocols.PingData;
import org.jgroups.util.Responses;
import org.jgroups.util.Util;

/**
 * Finds the members of this machine in the file of the one that coordinates. While there is one there is such a file,
 * and it is whole: who finds none begins a cluster of its own, and it takes seconds until the two are one.
 *
 * <p>Its parent removes all files when somebody comes or goes and then writes one anew, in place; and gives up when the
 * directory goes meanwhile, which the last one to leave removes, and any other that sees it empty just then. Here the
 * new file takes the old one's place, in a directory made as often as need be, and only then the others' go.
 *
 * <p>A file is written again some time after a change of members: it was left behind by a member that was stopped just
 * then. Here nothing is written any more once that is stopped.
 */
final class LocalDiscovery extends FILE_PING {
    /** The one that coordinates may have left, and the next not have taken its place yet. */
    private static final int LOOKS = 11;
    private static final int PAUSE_MS = 50;
    private static final int TRIES = 1000;
    private static final String UNFINISHED = ".new";
    private final Object writing = new Object();
    private boolean stopped;

    LocalDiscovery() {
        setId(ClassConfigurator.getProtocolId(FILE_PING.class)); // for its headers
    }

    @Override
    protected void readAll(final List<Address> members, final String cluster, final Responses found) {
        for (int look = 0; look < LOOKS && found.isEmpty(); look++) {
            if (look > 0) {
                Util.sleep(PAUSE_MS);
            }
            for (final File file : filesOf(cluster)) {
                if (file.getName().endsWith(SUFFIX)) {
                    read(file, members, found);
                }
            }
        }
    }

    private void read(final File file, final List<Address> members, final Responses found) {
        final List<PingData> read;
        try {
            read = read(file);
        } catch (final Exception e) {
            return; // its owner has just removed it
        }
        if (read == null) {
            return;
        }
        for (final PingData one : read) {
            if (members == null || members.contains(one.getAddress())) {
                found.addResponse(one, true);
            }
            if (!one.getAddress().equals(local_addr)) {
                addDiscoveryResponseToCaches(one.getAddress(), one.getLogicalName(), one.getPhysicalAddr());
            }
        }
    }

    @Override
    protected void removeAll(final String cluster) {
        writeAll();
        final String mine = addressToFilename(local_addr);
        for (final File file : filesOf(cluster)) {
            if (!file.getName().equals(mine)) {
                deleteFile(file);
            }
        }
    }

    @Override
    protected void write(final List<PingData> members, final String cluster) {
        final Path directory = directoryOf(cluster).toPath();
        final String name = addressToFilename(local_addr);
        synchronized (writing) {
            if (stopped) {
                return;
            }
            try {
                final ByteArrayOutputStream content = new ByteArrayOutputStream();
                write(members, content);
                int tries = 1;
                while (!hasReplaced(directory, name, content.toByteArray()) && tries < TRIES) {
                    tries++;
                }
            } catch (final Exception e) {
                log.error("file " + directory.resolve(name) + ", by which others find this node, can't be written: "
                    + e);
            }
        }
    }

    /** False when the directory, or the unfinished file in it, was removed by somebody else. */
    private static boolean hasReplaced(final Path directory, final String name, final byte[] content)
        throws IOException {

        final Path unfinished = directory.resolve(name + UNFINISHED);
        try {
            Files.createDirectories(directory);
            Files.write(unfinished, content);
            Files.move(unfinished, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (final NoSuchFileException | FileAlreadyExistsException e) {
            return false; // the latter when it was there and then was not
        }
    }

    @Override
    public void stop() {
        synchronized (writing) {
            stopped = true;
            super.stop();
        }
    }

    private File directoryOf(final String cluster) {
        return new File(root_dir, cluster);
    }

    private File[] filesOf(final String cluster) {
        final File[] files = directoryOf(cluster).listFiles();
        return files == null ? new File[0] : files;
    }
}
