package org.rankferry.engine.coordinator;

import java.io.IOException;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.rankferry.engine.backplane.Event;

/** The payload of an event as the fields of a JSON object, there and back. */
public final class EventFields {
    private EventFields() {
    }

    /**
     * The fields of an event.
     *
     * @throws IllegalArgumentException when its payload is no JSON object, with whose it is.
     */
    public static Map<String, Object> of(final Event event) {
        try {
            return JSON.std.mapFrom(event.payload());
        } catch (final IOException e) {
            throw new IllegalArgumentException(
                "event " + event.name() + " of node " + event.node() + " is not JSON: " + e.getMessage(), e);
        }
    }

    /** A payload of these fields. */
    public static String json(final Map<String, Object> fields) {
        try {
            return JSON.std.asString(fields);
        } catch (final IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
