package org.rankferry.compare.pfs;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The volume files of GlusterFS: stacks of translators, each upon those named after {@code subvolumes}. They are what
 * its daemon glusterd would write for a volume of whole files without replicas, less what is for access lists, quota,
 * self-healing and statistics.
 *
 * <pre>
 *   client:  md-cache - quick-read - open-behind - write-behind [- shard] - distribute -+- client 0
 *                                                                                       +- client 1 ...
 *   server:  server - io-threads - locks - posix on its directory
 * </pre>
 */
final class GlusterVolume {
    /** The smallest that the shard translator takes. */
    static final long SHARD_BYTES = 4L << 20;
    static final int FIRST_PORT = 24100;
    /** The extended attribute by which a server knows its directory, and its bytes. */
    static final String ID_ATTRIBUTE = "trusted.glusterfs.volume-id";

    private static final String LOOPBACK = "127.0.0.1";

    private GlusterVolume() {
    }

    static int port(final int server) {
        return FIRST_PORT + server;
    }

    /** The bytes of the attribute of one server's directory. */
    static byte[] id(final int server) {
        final byte[] id = new byte[16];
        id[id.length - 1] = (byte) server;
        return id;
    }

    /** All servers share a disk, of whose room each tells a part only, as the client adds them up. */
    static String ofServer(final int server, final int servers, final Path directory) {
        return translator("posix", "storage/posix", List.of(),
                "directory " + directory,
                "volume-id " + String.format(Locale.ROOT, "00000000-0000-0000-0000-%012x", server),
                "shared-brick-count " + servers)
            + translator("locks", "features/locks", List.of("posix"))
            + translator(brick(server), "performance/io-threads", List.of("locks"))
            + translator("server", "protocol/server", List.of(brick(server)),
                "transport-type tcp",
                "transport.socket.bind-address " + LOOPBACK,
                "transport.socket.listen-port " + port(server),
                "auth.addr." + brick(server) + ".allow " + LOOPBACK);
    }

    static String ofClient(final int servers, final boolean shard) {
        final StringBuilder text = new StringBuilder();
        final List<String> clients = IntStream.range(0, servers).mapToObj(i -> "client-" + i).toList();
        for (int i = 0; i < servers; i++) {
            text.append(translator(clients.get(i), "protocol/client", List.of(),
                "transport-type tcp", "remote-host " + LOOPBACK, "remote-port " + port(i),
                "remote-subvolume " + brick(i)));
        }
        text.append(translator("distribute", "cluster/distribute", clients));
        String top = "distribute";
        if (shard) {
            text.append(translator("shard", "features/shard", List.of(top), "shard-block-size " + SHARD_BYTES));
            top = "shard";
        }
        for (final String name : List.of("write-behind", "open-behind", "quick-read", "md-cache")) {
            text.append(translator(name, "performance/" + name, List.of(top)));
            top = name;
        }
        return text.toString();
    }

    private static String brick(final int server) {
        return "/brick-" + server;
    }

    private static String translator(
        final String name, final String type, final List<String> beneath, final String... options) {

        return "volume " + name + "\n  type " + type + "\n"
            + List.of(options).stream().map(option -> "  option " + option + "\n").collect(Collectors.joining())
            + (beneath.isEmpty() ? "" : "  subvolumes " + String.join(" ", beneath) + "\n")
            + "end-volume\n\n";
    }
}
