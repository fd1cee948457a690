package org.rankferry.bench.remote;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.observe.RankferryVersion;
import org.rankferry.protocol.session.SharedSecret;

/**
 * Both ends prove that they know the shared secret, the client first, so that a stranger learns nothing but the
 * version:
 *
 * <pre>
 *   client's proof = HMAC(secret, "rankferry bench client" | server's line | client's nonce)
 *   server's proof = HMAC(secret, "rankferry bench server" | server's line | client's line)
 * </pre>
 */
final class Handshake {
    private static final String SERVICE = "rankferry bench";
    private static final String CLIENT = "rankferry bench client";
    private static final String SERVER = "rankferry bench server";
    private static final String VERSION = "version";
    private static final String NONCE = "nonce";
    private static final String PROOF = "proof";
    private static final String FAULT = "fault";
    private static final int NONCE_BYTES = 32;
    private static final int PATIENCE_S = 10;

    private final Path secretFile;
    private final String version;

    Handshake(final Path secretFile) {
        this(secretFile, RankferryVersion.get());
    }

    Handshake(final Path secretFile, final String version) {
        this.secretFile = secretFile;
        this.version = version;
    }

    /**
     * The server's part.
     *
     * @throws TransferException in one line, when the client is to be turned away; it has been told.
     */
    void serve(final ControlLink link) {
        final byte[] greeting = link.send(greeting());
        final Map<String, Object> answer = link.receive(PATIENCE_S);
        final byte[] line = link.received();
        final Object theirs = answer.get(VERSION);
        if (!version.equals(theirs)) {
            refuse(link, "it is version " + theirs + ", this is " + version + "; run the same on both hosts");
        }
        final byte[] nonce = bytes(answer.get(NONCE));
        try (SharedSecret secret = secret()) {
            if (!MessageDigest.isEqual(secret.proof(CLIENT, greeting, nonce), bytes(answer.get(PROOF)))) {
                refuse(link, "its secret is another; copy the same file to both hosts");
            }
            link.send(Map.of(PROOF, hex(secret.proof(SERVER, greeting, line))));
        }
    }

    /**
     * The client's part.
     *
     * @throws TransferException in one line, when the server is another version, knows another secret, or none at all.
     */
    void greet(final ControlLink link) {
        final Map<String, Object> greeting = link.receive(PATIENCE_S);
        final byte[] line = link.received();
        if (!SERVICE.equals(greeting.get("service"))) {
            throw new TransferException(link.peer() + " is no rankferry bench; start one there with --listen");
        }
        if (!version.equals(greeting.get(VERSION))) {
            throw new TransferException(link.peer() + " is version " + greeting.get(VERSION) + ", this is " + version
                + "; run the same on both hosts");
        }
        final byte[] nonce = nonce();
        try (SharedSecret secret = secret()) {
            final Map<String, Object> answer = new LinkedHashMap<>();
            answer.put(VERSION, version);
            answer.put(NONCE, hex(nonce));
            answer.put(PROOF, hex(secret.proof(CLIENT, line, nonce)));
            final byte[] mine = link.send(answer);
            final Map<String, Object> last = link.receive(PATIENCE_S);
            if (last.get(FAULT) != null) {
                throw new TransferException(link.peer() + " refused " + secretFile + ": " + last.get(FAULT));
            }
            if (!MessageDigest.isEqual(secret.proof(SERVER, line, mine), bytes(last.get(PROOF)))) {
                throw new TransferException(link.peer() + " does not know the secret in " + secretFile
                    + "; copy the same file to both hosts");
            }
        }
    }

    private Map<String, Object> greeting() {
        final Map<String, Object> greeting = new LinkedHashMap<>();
        greeting.put("service", SERVICE);
        greeting.put(VERSION, version);
        greeting.put(NONCE, hex(nonce()));
        return greeting;
    }

    private SharedSecret secret() {
        return new SharedSecret(SecretFile.read(secretFile));
    }

    private static void refuse(final ControlLink link, final String why) {
        link.send(Map.of(FAULT, why));
        throw new TransferException(link.peer() + " was turned away: " + why);
    }

    private static byte[] nonce() {
        final byte[] nonce = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        return nonce;
    }

    private static String hex(final byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Nothing for what is no hexadecimal text: it can't fit then. */
    private static byte[] bytes(final Object text) {
        try {
            return text instanceof final String hex ? HexFormat.of().parseHex(hex) : new byte[0];
        } catch (final IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
