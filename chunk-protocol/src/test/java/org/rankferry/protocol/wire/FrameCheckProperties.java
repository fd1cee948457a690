package org.rankferry.protocol.wire;

import java.util.Arrays;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.agrona.concurrent.UnsafeBuffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FrameCheckProperties {
    @Property(tries = 200)
    void everyFrameTheEncodersMakeIsAccepted(@ForAll long seed) {
        final Random random = new Random(seed);
        for (final int templateId : FrameSamples.TEMPLATES) {
            final byte[] frame = FrameSamples.frame(templateId, random);
            assertEquals(templateId, check(frame), "seed " + seed);
        }
    }

    @Property(tries = 1000)
    void everyTruncationAndExtensionIsRefused(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int by) {
        final Random random = new Random(seed);
        for (final int templateId : FrameSamples.TEMPLATES) {
            final byte[] frame = FrameSamples.frame(templateId, random);
            assertRefused(resized(frame, Math.max(0, frame.length - by), random.nextBoolean()));
            assertRefused(resized(frame, frame.length + by, random.nextBoolean()));
        }
    }

    @Property(tries = 5000)
    void mutatedFramesAreAcceptedOrRefusedInOneLine(@ForAll long seed) {
        final Random random = new Random(seed);
        final int templateId = FrameSamples.TEMPLATES.get(random.nextInt(FrameSamples.TEMPLATES.size()));
        final byte[] frame = FrameSamples.frame(templateId, random);
        final int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            // Half of the changes hit the headers and lengths at the front.
            final int at = random.nextInt(random.nextBoolean() ? frame.length : Math.min(frame.length, 40));
            frame[at] = (byte) random.nextInt(256);
        }
        acceptOrRefuse(frame);
    }

    @Property(tries = 3000)
    void randomBytesAreAcceptedOrRefusedInOneLine(@ForAll @Size(max = 5000) byte[] bytes) {
        acceptOrRefuse(bytes);
        if (bytes.length >= Integer.BYTES) {
            acceptOrRefuse(resized(bytes, bytes.length, true));
        }
    }

    /** The buffer ends where the frame does and bounds checks are on, so reading on would not come out as a FrameFault.
     * */
    private static void acceptOrRefuse(byte[] frame) {
        try {
            assertTrue(FrameSamples.TEMPLATES.contains(check(frame)));
        } catch (FrameFault fault) {
            assertOneLine(fault);
        }
    }

    private static void assertRefused(byte[] frame) {
        try {
            check(frame);
        } catch (FrameFault fault) {
            assertOneLine(fault);
            return;
        }
        throw new AssertionError("accepted a frame of " + frame.length + " bytes: " + Arrays.toString(frame));
    }

    private static void assertOneLine(FrameFault fault) {
        assertFalse(fault.getMessage().isBlank());
        assertEquals(1, fault.getMessage().lines().count(), fault.getMessage());
        assertEquals(0, fault.getStackTrace().length);
    }

    private static byte[] resized(byte[] frame, int length, boolean lengthFieldToo) {
        final byte[] resized = Arrays.copyOf(frame, length);
        if (lengthFieldToo && length >= FrameHeader.LENGTH) {
            FrameHeader.write(new UnsafeBuffer(resized), 0, length, 0);
        }
        return resized;
    }

    private static int check(byte[] frame) {
        return FrameCheck.templateId(new UnsafeBuffer(frame), 0, frame.length);
    }
}
