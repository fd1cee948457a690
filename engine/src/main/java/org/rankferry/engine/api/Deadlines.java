package org.rankferry.engine.api;

import java.time.Duration;

/**
 * How long each wait may take. No wait is without one.
 *
 * @param connect for a connection to the target, and for each reconnect.
 * @param gather  for all ranks of the node to attach.
 * @param silence of a peer that answers no ping, after which the link is lost.
 * @param lease   for a rank to get a free chunk.
 * @param stall   for a rank that holds leases or has begun an image to commit something.
 * @param read    for a READ to complete.
 * @param resume  for a lost session to come back before its images are given up.
 * @param commit  for the target to make a complete set durable.
 */
public record Deadlines(
    Duration connect, Duration gather, Duration silence, Duration lease, Duration stall, Duration read,
    Duration resume, Duration commit) {

    /** What holds unless told otherwise. */
    public static final Deadlines DEFAULT = new Deadlines(
        Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(60),
        Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(300));

    /** Checks that every wait ends. */
    public Deadlines {
        check("connect", connect);
        check("gather", gather);
        check("silence", silence);
        check("lease", lease);
        check("stall", stall);
        check("read", read);
        check("resume", resume);
        check("commit", commit);
    }

    /**
     * The same with another deadline.
     *
     * @param name  of the component, for example {@code silence}.
     * @param value for it.
     * @throws IllegalArgumentException when there is no deadline of that name.
     */
    public Deadlines with(final String name, final Duration value) {
        return switch (name) {
            case "connect" -> new Deadlines(value, gather, silence, lease, stall, read, resume, commit);
            case "gather" -> new Deadlines(connect, value, silence, lease, stall, read, resume, commit);
            case "silence" -> new Deadlines(connect, gather, value, lease, stall, read, resume, commit);
            case "lease" -> new Deadlines(connect, gather, silence, value, stall, read, resume, commit);
            case "stall" -> new Deadlines(connect, gather, silence, lease, value, read, resume, commit);
            case "read" -> new Deadlines(connect, gather, silence, lease, stall, value, resume, commit);
            case "resume" -> new Deadlines(connect, gather, silence, lease, stall, read, value, commit);
            case "commit" -> new Deadlines(connect, gather, silence, lease, stall, read, resume, value);
            default -> throw new IllegalArgumentException("there is no deadline '" + name
                + "'; there are connect, gather, silence, lease, stall, read, resume and commit");
        };
    }

    private static void check(final String name, final Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " deadline is " + value.toMillis() + " ms; give more than 0");
        }
    }
}
