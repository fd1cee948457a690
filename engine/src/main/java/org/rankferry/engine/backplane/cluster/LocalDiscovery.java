package org.rankferry.engine.backplane.cluster;

import java.io.File;
import java.util.List;

import org.jgroups.Address;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.FILE_PING;
import org.jgroups.protocols.PingData;
import org.jgroups.util.Responses;
import org.jgroups.util.Util;

/**
 * Finds the members of this machine in their files, without two races of its parent.
 *
 * <p>Whoever coordinates has all files removed when somebody has left, and only then writes its own: who looked in
 * between found no one and began a cluster of its own, until the two were merged some ten seconds later. Here it looks
 * again when there was a file but nobody in it.
 *
 * <p>A file is written again some time after a change of members: it was left behind by a member that was stopped just
 * then. Here nothing is written any more once that is stopped.
 */
final class LocalDiscovery extends FILE_PING {
    private static final int LOOKS = 20;
    private static final int PAUSE_MS = 50;
    private final Object writing = new Object();
    private boolean stopped;

    LocalDiscovery() {
        setId(ClassConfigurator.getProtocolId(FILE_PING.class)); // for its headers
    }

    @Override
    protected void readAll(final List<Address> members, final String cluster, final Responses found) {
        final boolean somebody = hasFiles(cluster);
        super.readAll(members, cluster, found);
        for (int look = 1; somebody && found.isEmpty() && look < LOOKS; look++) {
            Util.sleep(PAUSE_MS);
            super.readAll(members, cluster, found);
        }
    }

    @Override
    protected void write(final List<PingData> members, final String cluster) {
        synchronized (writing) {
            if (!stopped) {
                super.write(members, cluster);
            }
        }
    }

    @Override
    public void stop() {
        synchronized (writing) {
            stopped = true;
            super.stop();
        }
    }

    private boolean hasFiles(final String cluster) {
        final String[] files = new File(root_dir, cluster).list();
        return files != null && files.length > 0;
    }
}
