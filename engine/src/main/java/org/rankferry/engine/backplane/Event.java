package org.rankferry.engine.backplane;

import java.util.regex.Pattern;

/**
 * Something that has happened, as everybody on the backplane hears it.
 *
 * @param space    to which the name belongs, 1 to 64 of {@code [a-z0-9._-]}, for example {@code rankferry.migration}.
 * @param name     of the event, 1 to 64 of {@code [A-Z0-9_]}, for example {@code MIGRATE}.
 * @param severity of it.
 * @param node     that published it; the backplane fills it in.
 * @param job      it is about, or empty.
 * @param epoch    of the migration it is about, or 0.
 * @param payload  the rest, as the text of a JSON object; at most {@value #MAX_PAYLOAD} characters.
 */
public record Event(
    String space, String name, Severity severity, String node, String job, long epoch, String payload) {

    /** The longest payload. */
    public static final int MAX_PAYLOAD = 16 << 20;
    /** The payload of an event whose name says everything. */
    public static final String NO_PAYLOAD = "{}";

    private static final Pattern SPACE = Pattern.compile("[a-z0-9._-]{1,64}");
    private static final Pattern NAME = Pattern.compile("[A-Z0-9_]{1,64}");

    /** Checks what others rely on. */
    public Event {
        if (!SPACE.matcher(space).matches()) {
            throw new IllegalArgumentException("event space '" + space + "' is not 1 to 64 of [a-z0-9._-]");
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("event name '" + name + "' is not 1 to 64 of [A-Z0-9_]");
        }
        if (payload.length() > MAX_PAYLOAD) {
            throw new IllegalArgumentException("payload of event " + space + "/" + name + " has " + payload.length()
                + " characters; at most " + MAX_PAYLOAD + " travel");
        }
    }
}
