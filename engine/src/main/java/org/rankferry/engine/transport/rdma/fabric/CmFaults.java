package org.rankferry.engine.transport.rdma.fabric;

import java.io.IOException;
import java.util.Locale;

/** Words for what the connection manager reports, with the remedy and the check that explains it. */
final class CmFaults {
    private static final int REJECTED_NO_LISTENER = 8;
    private static final int REJECTED_TIMEOUT = 4;
    private static final int REJECTED_BY_PEER = 28;
    private static final int EHOSTUNREACH = 113;
    private static final int ENETUNREACH = 101;
    private static final int ETIMEDOUT = 110;
    private static final int ENODEV = 19;

    private CmFaults() {
    }

    /** How to look at the way to a host. */
    static String doctor(final String host) {
        return "see `port`, `mtu` and `peer` in `rankferry doctor --peer " + host + "`";
    }

    static String address(final String peer, final String host, final int status) {
        return switch (-status) {
            case ENODEV -> noDevice(peer);
            case EHOSTUNREACH, ETIMEDOUT -> "no answer from " + peer + ": no host answers at that address (its port or"
                + " this host's is down, or there is none); " + doctor(host);
            case ENETUNREACH -> "no route to " + peer + ": check the address and this host's network; " + doctor(host);
            default -> "can't resolve the address of " + peer + number(status) + "; " + doctor(host);
        };
    }

    static String route(final String peer, final String host, final int status) {
        return "no RDMA route to " + peer + number(status) + ": check the fabric's subnet manager or the VLAN and GID"
            + " of the port; see `port` and `gid` in `rankferry doctor --peer " + host + "`";
    }

    static String unreachable(final String peer, final String host, final int status) {
        return "no answer from " + peer + number(status) + ": the host is there but its RDMA device does not answer; "
            + doctor(host);
    }

    static String rejected(final String peer, final String host, final int reason) {
        return switch (reason) {
            case 0, REJECTED_NO_LISTENER -> "connection refused by " + peer
                + ": nobody listens there with transport rdma; start `rankferry receive --transport rdma` first";
            case REJECTED_BY_PEER -> "connection refused by " + peer + ": it has no room for another; see its log";
            case REJECTED_TIMEOUT -> "connection to " + peer + " timed out on the way; " + doctor(host);
            default -> "connection refused by " + peer + " (reason " + reason + "); " + doctor(host);
        };
    }

    /** Whether a reject means that nobody listens; a library that does not tell is taken to mean it. */
    static boolean nobodyListens(final int reason) {
        return reason == 0 || reason == REJECTED_NO_LISTENER;
    }

    static String connect(final String peer, final String host, final int status) {
        return "connection to " + peer + " failed on the way" + number(status) + "; " + doctor(host);
    }

    static String disconnected(final String peer) {
        return "closed by the peer " + peer + ": the process there ended or gave the connection up; see its log";
    }

    static String removed(final String device) {
        return "device " + device + " was removed from this host; see `port` in `rankferry doctor`";
    }

    static String noDevice(final String peer) {
        return "no RDMA device leads to " + peer + ": use an address on the RDMA network, or --transport tcp; see"
            + " `port` in `rankferry doctor`";
    }

    /** What a call of the connection manager threw. */
    static String call(final String what, final String peer, final IOException e) {
        final String text = String.valueOf(e.getMessage());
        return text.toLowerCase(Locale.ROOT).contains("no such device") ? noDevice(peer)
            : what + " " + peer + " failed: " + text.strip();
    }

    private static String number(final int status) {
        return status == 0 ? "" : " (error " + Math.abs(status) + ")";
    }
}
