package org.rankferry.protocol.session;

import java.util.concurrent.TimeUnit;

/**
 * How long an end waits for its peer.
 *
 * @param pingNanos silence after which a Ping is sent, in nanoseconds
 * @param silenceNanos silence after which the link counts as lost, in nanoseconds, more than the other
 */
public record SessionTimes(long pingNanos, long silenceNanos) {
    /** A Ping after one second, lost after ten. */
    public static final SessionTimes DEFAULT =
        new SessionTimes(TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(10));

    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException when the deadline would pass before a Ping could be answered
     */
    public SessionTimes {
        if (pingNanos <= 0 || silenceNanos <= pingNanos) {
            throw new IllegalArgumentException(
                "ping after " + pingNanos + " ns and lost after " + silenceNanos + " ns; the second has to be longer");
        }
    }
}
