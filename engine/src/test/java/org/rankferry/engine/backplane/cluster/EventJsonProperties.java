package org.rankferry.engine.backplane.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.backplane.Severity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class EventJsonProperties {
    private static final int MARGIN = 3;

    @Property
    void whatIsWrittenIsRead(
        @ForAll @CharRange(from = 'a', to = 'z') @StringLength(min = 1, max = 64) final String space,
        @ForAll @CharRange(from = 'A', to = 'Z') @StringLength(min = 1, max = 64) final String name,
        @ForAll final Severity severity, @ForAll final long epoch, @ForAll final String payload) {

        final byte[] bytes = EventJson.write(new Event(space, name, severity, "", "lu", epoch, payload));
        final byte[] within = new byte[bytes.length + 2 * MARGIN];
        System.arraycopy(bytes, 0, within, MARGIN, bytes.length);
        final Event read = EventJson.read(within, MARGIN, bytes.length, "n1");
        // Half a surrogate pair is no character; it travels as a question mark.
        final String whole = new String(payload.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        if (whole.equals(payload)) {
            assertEquals(new Event(space, name, severity, "n1", "lu", epoch, payload), read);
        }
    }

    @Property
    void whatIsCutOffIsRefusedWithItsPublisher(@ForAll final long seed) {
        final byte[] bytes = EventJson.write(new Event("a", "B", Severity.INFO, "", "lu", 1, "{}"));
        final int length = (int) Math.floorMod(seed, (long) bytes.length);
        final String message = assertThrows(IllegalArgumentException.class,
            () -> EventJson.read(Arrays.copyOf(bytes, length), 0, length, "n1")).getMessage();
        assertEquals(true, message.contains("n1"), message);
    }
}
