package org.rankferry.protocol.image;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC-32C (Castagnoli), and the arithmetic that puts checksums of pieces together without the bytes.
 *
 * <p>A CRC is a polynomial over GF(2); appending a zero byte multiplies it by x^8 modulo the CRC's own polynomial. So
 * the CRC of A followed by B is CRC(A) times x^(8 |B|), plus CRC(B). The powers x^(8 * 2^k) are computed once, and a
 * combination costs one multiplication for each bit set in the length.
 */
public final class Crc32c {
    /** The Castagnoli polynomial, bits reversed: bit 31 is x^0. */
    private static final int POLYNOMIAL = 0x82F63B78;

    /** x^0. */
    private static final int ONE = 0x8000_0000;

    /** x^(8 * 2^k) at k: the operator of 2^k zero bytes. */
    private static final int[] ZERO_BYTES = new int[Long.SIZE - 1];

    static {
        // x^8 is the bit eight below x^0.
        ZERO_BYTES[0] = ONE >>> 8;
        for (int k = 1; k < ZERO_BYTES.length; k++) {
            ZERO_BYTES[k] = multiply(ZERO_BYTES[k - 1], ZERO_BYTES[k - 1]);
        }
    }

    private Crc32c() {
    }

    /**
     * CRC of bytes.
     *
     * @param bytes all of them
     * @return the CRC-32C; 0 of no bytes
     */
    public static int of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /**
     * CRC of a part of an array.
     *
     * @param bytes array
     * @param offset of the part
     * @param length of the part
     * @return the CRC-32C
     */
    public static int of(byte[] bytes, int offset, int length) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    /**
     * CRC of a buffer's remaining bytes. Its position stays.
     *
     * @param bytes buffer
     * @return the CRC-32C
     */
    public static int of(ByteBuffer bytes) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    /**
     * CRC of A followed by B.
     *
     * @param crcA of A
     * @param crcB of B
     * @param lengthB bytes of B, not negative
     * @return the CRC-32C of both
     */
    public static int combine(int crcA, int crcB, long lengthB) {
        return shift(crcA, lengthB) ^ crcB;
    }

    /**
     * CRC of bytes followed by zero bytes.
     *
     * @param crc of the bytes; 0 for none
     * @param count of zero bytes, not negative
     * @return the CRC-32C of both
     */
    public static int zeros(int crc, long count) {
        // The CRC starts and ends complemented; in between, zero bytes are a plain multiplication.
        return ~shift(~crc, count);
    }

    private static int shift(int value, long zeroBytes) {
        if (zeroBytes < 0) {
            throw new IllegalArgumentException("length is " + zeroBytes + ", at least 0");
        }
        int shifted = value;
        for (long left = zeroBytes; left != 0; left &= left - 1) {
            shifted = multiply(shifted, ZERO_BYTES[Long.numberOfTrailingZeros(left)]);
        }
        return shifted;
    }

    private static int multiply(int a, int b) {
        int product = 0;
        int power = b;
        for (int bits = a; bits != 0; bits <<= 1) {
            // All ones when the top bit is set: no branch for the predictor to miss on random bits.
            product ^= power & (bits >> 31);
            power = (power >>> 1) ^ (POLYNOMIAL & -(power & 1));
        }
        return product;
    }
}
