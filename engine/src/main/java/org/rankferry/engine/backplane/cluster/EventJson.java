package org.rankferry.engine.backplane.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.backplane.Severity;

/**
 * An event as it travels: a JSON object.
 *
 * <pre>
 *  {"v":1, "space":"rankferry.node", "name":"NODE", "severity":"info", "job":"", "epoch":0, "payload":"{...}"}
 * </pre>
 *
 * <p>Who published it is what the backplane says, not what is written here. What is unknown is passed over.
 */
public final class EventJson {
    private static final int VERSION = 1;

    private EventJson() {
    }

    /** The bytes that travel. */
    public static byte[] write(final Event event) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("v", VERSION);
        fields.put("space", event.space());
        fields.put("name", event.name());
        fields.put("severity", event.severity().name().toLowerCase(Locale.ROOT));
        fields.put("job", event.job());
        fields.put("epoch", event.epoch());
        fields.put("payload", event.payload());
        try {
            return JSON.std.asBytes(fields);
        } catch (final IOException e) {
            throw new IllegalArgumentException("event " + event.name() + " can't be written: " + e.getMessage(), e);
        }
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when it is none, with why.
     */
    public static Event read(final byte[] bytes, final int offset, final int length, final String publisher) {
        try {
            final Map<String, Object> fields = JSON.std.mapFrom(new String(
                bytes, offset, length, StandardCharsets.UTF_8));
            if (!Integer.valueOf(VERSION).equals(fields.get("v"))) {
                throw new IllegalArgumentException("event of version " + fields.get("v") + " from node " + publisher
                    + "; this node knows version " + VERSION + ": install the same release on all nodes");
            }
            return new Event(
                text(fields, "space"), text(fields, "name"),
                Severity.valueOf(text(fields, "severity").toUpperCase(Locale.ROOT)), publisher, text(fields, "job"),
                ((Number) fields.get("epoch")).longValue(), text(fields, "payload"));
        } catch (final IOException | ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException("not an event, from node " + publisher + ": " + e.getMessage(), e);
        }
    }

    private static String text(final Map<String, Object> fields, final String name) {
        final Object value = fields.get(name);
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("not an event: it has no " + name);
    }
}
