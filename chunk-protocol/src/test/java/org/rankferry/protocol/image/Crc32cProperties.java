package org.rankferry.protocol.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class Crc32cProperties {
    @Example
    void theCheckValueOfTheStandard() {
        assertEquals(0xE3069283, Crc32c.of("123456789".getBytes(StandardCharsets.US_ASCII)));
        assertEquals(0, Crc32c.of(new byte[0]));
    }

    @Property(tries = 500)
    void combinedIsTheCrcOfBoth(@ForAll @Size(max = 3000) byte[] a, @ForAll @Size(max = 3000) byte[] b) {
        final CRC32C both = new CRC32C();
        both.update(a);
        both.update(b);
        assertEquals((int) both.getValue(), Crc32c.combine(Crc32c.of(a), Crc32c.of(b), b.length));
    }

    @Property(tries = 200)
    void zerosAreTheCrcOfZeros(@ForAll @Size(max = 100) byte[] bytes, @ForAll @IntRange(max = 200_000) int count) {
        final CRC32C whole = new CRC32C();
        whole.update(bytes);
        whole.update(new byte[count]);
        assertEquals((int) whole.getValue(), Crc32c.zeros(Crc32c.of(bytes), count));
    }

    @Property(tries = 500)
    void lengthsBeyondAnyArrayAddUp(@ForAll int crc, @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long a,
        @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long b) {
        assertEquals(Crc32c.zeros(crc, a + b), Crc32c.zeros(Crc32c.zeros(crc, a), b));
        assertEquals(Crc32c.combine(crc, 0, a + b), Crc32c.combine(Crc32c.combine(crc, 0, a), 0, b));
    }

    @Property(tries = 100)
    void everyFormOfBytesHasTheSameCrc(@ForAll @Size(min = 3, max = 200) byte[] bytes) {
        final ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        assertEquals(Crc32c.of(bytes), Crc32c.of(direct));
        assertEquals(bytes.length, direct.remaining());
        assertEquals(Crc32c.of(direct.position(1).limit(bytes.length - 1)), Crc32c.of(bytes, 1, bytes.length - 2));
    }

    @Example
    void negativeLengths() {
        assertThrows(IllegalArgumentException.class, () -> Crc32c.combine(1, 2, -1));
        assertThrows(IllegalArgumentException.class, () -> Crc32c.zeros(1, -1));
    }
}
