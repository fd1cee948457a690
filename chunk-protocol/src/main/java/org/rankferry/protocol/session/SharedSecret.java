package org.rankferry.protocol.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * The secret both agents share, and the proofs that an end knows it, which tell nothing about it.
 *
 * <pre>
 *  target's proof = HMAC-SHA-256(secret, "rankferry target" | hello | target's nonce)
 *  source's proof = HMAC-SHA-256(secret, "rankferry source" | hello | target's nonce | target's proof)
 *
 *  hello    the Hello frame from its SBE message header to its end; it holds the source's nonce
 * </pre>
 *
 * <p>The bytes are wiped by {@link #close()}. Not thread safe.
 */
public final class SharedSecret implements AutoCloseable {
    /** Fewest bytes of a secret. */
    public static final int LEAST_LENGTH = 16;

    /** Bytes of a nonce, a proof and a token. */
    public static final int PROOF_LENGTH = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] TARGET = "rankferry target".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SOURCE = "rankferry source".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private boolean closed;

    /**
     * Copies a secret; the caller may wipe its own array.
     *
     * @param bytes at least {@link #LEAST_LENGTH}
     * @throws IllegalArgumentException when there are fewer
     */
    public SharedSecret(byte[] bytes) {
        if (bytes.length < LEAST_LENGTH) {
            throw new IllegalArgumentException(
                "shared secret is " + bytes.length + " bytes, at least " + LEAST_LENGTH + " are needed");
        }
        this.bytes = bytes.clone();
    }

    /**
     * The target's proof.
     *
     * @param hello Hello from its SBE message header to its end
     * @param nonce the target's
     * @return 32 bytes
     */
    byte[] targetProof(byte[] hello, byte[] nonce) {
        return mac(TARGET, hello, nonce);
    }

    /**
     * The source's proof.
     *
     * @param hello Hello from its SBE message header to its end
     * @param nonce the target's
     * @param targetProof the target's
     * @return 32 bytes
     */
    byte[] sourceProof(byte[] hello, byte[] nonce, byte[] targetProof) {
        return mac(SOURCE, hello, nonce, targetProof);
    }

    /**
     * A proof for something that is not a session, such as an order of one end to the other.
     *
     * @param purpose what the proof is for; another purpose's is worth nothing there. "rankferry source" and
     *     "rankferry target" are taken.
     * @param parts that are proved, each of a length that the reader knows
     * @return 32 bytes
     */
    public byte[] proof(String purpose, byte[]... parts) {
        final byte[][] all = new byte[parts.length + 1][];
        all[0] = purpose.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(parts, 0, all, 1, parts.length);
        return mac(all);
    }

    /** Compares proofs in a time that does not depend on where they differ. */
    static boolean same(byte[] proof, byte[] other) {
        return MessageDigest.isEqual(proof, other);
    }

    /** Wipes the bytes. May be called twice; proofs can't be made afterwards. */
    @Override
    public void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    private byte[] mac(byte[]... parts) {
        if (closed) {
            throw new IllegalStateException("shared secret is closed");
        }
        try {
            final Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new Key(bytes));
            for (final byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
        }
    }

    /** A key that holds no copy of its own, which nobody could wipe. */
    private static final class Key implements SecretKey {
        private static final long serialVersionUID = 1L;

        private final transient byte[] bytes;

        Key(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public String getAlgorithm() {
            return ALGORITHM;
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            return bytes.clone();
        }
    }
}
