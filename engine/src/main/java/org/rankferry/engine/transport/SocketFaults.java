package org.rankferry.engine.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Words for what goes wrong on a socket: the cause, the peer, and the remedy in one line. */
public final class SocketFaults {
    private static final String START_TARGET = "nobody listens there; start `rankferry receive` first";

    private SocketFaults() {
    }

    /** A connect that failed. */
    public static String connect(final Endpoint target, final IOException e) {
        final String text = reason(e);
        if (text.contains("refused")) {
            return "connection refused by " + target + ": " + START_TARGET;
        }
        if (text.contains("no such file")) {
            return "no socket at " + target + ": " + START_TARGET;
        }
        if (text.contains("permission denied")) {
            return "no permission to connect to " + target + ": run as the user who started the target";
        }
        if (e instanceof NoRouteToHostException || text.contains("unreachable") || text.contains("no route")) {
            return "no route to " + target + ": check the address and this host's network";
        }
        if (e instanceof ConnectException && text.contains("timed out")) {
            return "no answer from " + target + ": check the address and the firewalls between";
        }
        return "can't connect to " + target + ": " + describe(e);
    }

    /** Whether a connect failed because nobody listens at the address. */
    static boolean nobodyListens(final IOException e) {
        final String text = reason(e);
        return text.contains("refused") || text.contains("no such file");
    }

    /** A host name that does not resolve. */
    public static String unknownHost(final Endpoint target) {
        return "can't connect to " + target + ": the host name is not known; check it, or give an address";
    }

    /** A connect that took too long. */
    public static String connectTimeout(final Endpoint target, final long timeoutNs) {
        return "no answer from " + target + " within " + millis(timeoutNs)
            + ": check the address and the firewalls between";
    }

    /** A read or write that failed on an open connection. */
    public static String broken(final String peer, final IOException e) {
        final String text = reason(e);
        if (text.contains("reset") || text.contains("broken pipe")) {
            return "connection reset by " + peer + ": the process there died or gave the connection up; see its log";
        }
        if (text.contains("timed out")) {
            return "connection to " + peer + " timed out: the host there does not answer any more";
        }
        return "connection to " + peer + " failed: " + describe(e);
    }

    /** An end of the peer's bytes. */
    public static String closed(final String peer, final boolean inFrame) {
        return "closed by the peer " + peer + (inFrame ? " in the middle of a frame" : "")
            + ": the process there ended or gave the connection up; see its log";
    }

    /** An address that can't be listened at. */
    public static String listen(final Endpoint at, final IOException e) {
        final String text = reason(e);
        if (text.contains("in use")) {
            return "can't listen at " + at + ": the address is taken; give another, or stop the program that has it";
        }
        if (text.contains("assign requested")) {
            return "can't listen at " + at + ": it is not an address of this host; give one that is, or 0.0.0.0";
        }
        if (text.contains("permission denied")) {
            return "can't listen at " + at + ": no permission; give a port over 1023, or a directory of your own";
        }
        return "can't listen at " + at + ": " + describe(e);
    }

    /** A time as people write it. */
    public static String millis(final long ns) {
        final long ms = TimeUnit.NANOSECONDS.toMillis(ns);
        return ms % 1000 == 0 ? ms / 1000 + " s" : ms + " ms";
    }

    private static String describe(final IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static String reason(final IOException e) {
        return describe(e).toLowerCase(Locale.ROOT);
    }
}
