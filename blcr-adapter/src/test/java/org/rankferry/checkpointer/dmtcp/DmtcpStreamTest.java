package org.rankferry.checkpointer.dmtcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.rankferry.checkpointer.format.StreamFault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DmtcpStreamTest {
    private static final int FIRST_AREA = 2 * DmtcpStream.BLOCK;

    @Test
    void saysWhatItIs() {
        final DmtcpStream check = new DmtcpStream();
        check.take(ByteBuffer.wrap(DmtcpGenerator.image(4, 3)));
        check.end();
        assertTrue(check.summary().line().startsWith("DMTCP image: version 4.0, areas 4, mapped bytes "),
            check.summary().line());
    }

    @Test
    void refusesWhatItDoesNotKnowByName() {
        refused("offset 0: expected a DMTCP image, found one that gzip has compressed; launch with --no-gzip",
            Arrays.copyOf(new byte[] {0x1f, (byte) 0x8b, 8}, 100));
        refused("offset 24: expected a DMTCP image of version 4.0, found version 5.0",
            Arrays.copyOf("DMTCP_CHECKPOINT_IMAGE_v5.0\n".getBytes(StandardCharsets.US_ASCII), 100));
        refused("offset 0: expected the begin of a DMTCP image, found byte 67",
            Arrays.copyOf("C".getBytes(StandardCharsets.US_ASCII), 100));
    }

    @Test
    void refusesAreasThatCanNotBe() {
        changed(FIRST_AREA + 1, 1, "offset 8192: expected an area of whole pages, found 0x400100 to ");
        changed(FIRST_AREA + DmtcpStream.PROTECTION_OFFSET, 8, "offset 8224: expected protection 0 to 7, found 8");
        changed(FIRST_AREA + DmtcpStream.PROPERTIES_OFFSET, 16,
            "offset 8272: expected properties of DMTCP images of version 4.0, found 0x10");
        changed(FIRST_AREA + DmtcpStream.PROPERTIES_OFFSET, 4, "offset 8192: expected a child of the parent area ");
    }

    private static void changed(final int at, final int value, final String begin) {
        final byte[] image = DmtcpGenerator.image(1, 0);
        image[at] = (byte) value;
        final String message = assertThrows(StreamFault.class, () -> check(image)).getMessage();
        assertTrue(message.startsWith(begin), message);
    }

    private static void refused(final String message, final byte[] image) {
        assertEquals(message, assertThrows(StreamFault.class, () -> check(image)).getMessage());
    }

    private static void check(final byte[] image) {
        final DmtcpStream check = new DmtcpStream();
        check.take(ByteBuffer.wrap(image));
        check.end();
    }
}
