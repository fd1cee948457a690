package org.rankferry.compare.pfs;

import java.nio.file.Path;

/**
 * Configuration files of MooseFS, with what differs from its defaults: it runs as this user, has its files beneath one
 * directory, answers an fsync when the bytes are on disks, and is not preferred to other processes, as it shares its
 * machine with those it is compared with.
 */
final class MooseConfiguration {
    static final int TO_SERVERS_PORT = 9420;
    static final int TO_CLIENTS_PORT = 9421;
    static final int FIRST_PORT = 9422;
    /** Of a chunk, the unit in which files are placed; fixed in the format. */
    static final long CHUNK_BYTES = 64L << 20;
    /** What a master's metadata file holds before there are metadata. */
    static final String NO_METADATA = "MFSM NEW";

    private static final String ALIKE = """
        WORKING_USER = root
        WORKING_GROUP = root
        NICE_LEVEL = 0
        DISABLE_OOM_KILLER = 0
        """;

    private MooseConfiguration() {
    }

    static int port(final int server) {
        return FIRST_PORT + server;
    }

    static String ofMaster(final Path metadata, final Path exports, final Path topology) {
        return ALIKE + "DATA_PATH = " + metadata + "\nEXPORTS_FILENAME = " + exports
            + "\nTOPOLOGY_FILENAME = " + topology + "\n";
    }

    /** Everybody in the namespace may mount everything. */
    static String exports() {
        return "* / rw,alldirs,admin,maproot=0:0\n";
    }

    static String ofServer(final int server, final Path state, final Path disks) {
        return ALIKE + "DATA_PATH = " + state + "\nHDD_CONF_FILENAME = " + disks + "\nMASTER_HOST = "
            + PrivateNetwork.ADDRESS + "\nCSSERV_LISTEN_PORT = " + port(server) + "\n" + """
            MASTER_RECONNECTION_DELAY = 1
            HDD_FSYNC_BEFORE_CLOSE = 1
            """;
    }
}
