package org.rankferry.protocol.session;

import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rankferry.protocol.image.ExtentSet;
import org.rankferry.protocol.wire.codec.RefusalCode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankferry.protocol.session.SessionFixture.SOURCE;
import static org.rankferry.protocol.session.SessionFixture.TARGET;

class HandshakeTest {
    private static final String SECRET = "a secret of some length";

    @Test
    void bothEndsProveTheSecretAndStream() {
        final SessionFixture pair = new SessionFixture();
        pair.source.connected(1);
        assertFalse(pair.source.canSend());
        pair.settle();
        assertEquals(List.of("welcome 4 77", "ready"), pair.sourceEvents);
        assertEquals(List.of("hello lu 0", "authenticated"), pair.targetEvents);
        assertEquals(SessionState.STREAMING, pair.source.state());
        assertEquals(SessionState.STREAMING, pair.target.state());
        assertTrue(pair.source.canSend());
    }

    @Test
    void heldChunksComeBeforeReady() {
        final SessionFixture pair = new SessionFixture(SOURCE, 1, TARGET, SECRET, SECRET);
        pair.held = sink -> {
            sink.held(5, 0, SessionFixture.extents(0, 3, 7, 8));
            sink.held(6, 1, new ExtentSet());
            sink.held(6, 2, SessionFixture.extents(4, 5));
        };
        pair.source.connected(1);
        pair.settle();
        assertEquals(List.of("welcome 4 77", "held 5/0 0+3", "held 5/0 7+1", "held 6/2 4+1", "ready"),
            pair.sourceEvents);
    }

    @Test
    void moreHeldFramesThanCreditsWaitForCredits() {
        final SessionFixture pair = new SessionFixture(SOURCE, 1, TARGET, SECRET, SECRET);
        final ExtentSet every = new ExtentSet();
        for (int i = 0; i < 1000; i++) {
            every.add(2L * i, 2L * i + 1);
        }
        pair.held = sink -> {
            for (int stream = 0; stream < 10; stream++) {
                sink.held(5, stream, every);
            }
        };
        pair.source.connected(1);
        pair.settle();
        assertEquals(SessionState.RESUMING, pair.target.state());
        for (int i = 0; i < 100 && pair.source.state() == SessionState.RESUMING; i++) {
            pair.source.doTimers(1);
            pair.target.doTimers(1);
            pair.settle();
        }
        assertEquals(SessionState.STREAMING, pair.source.state());
        assertEquals(SessionState.STREAMING, pair.target.state());
        assertEquals(10_000 + 2, pair.sourceEvents.size());
    }

    @Test
    void aSourceWithAnotherSecretFindsOutFirst() {
        final SessionFixture pair = new SessionFixture(SOURCE, 0, TARGET, SECRET, "another secret, as long");
        pair.source.connected(1);
        pair.settle();
        final String text = "refused SECRET: the target does not know this source's shared secret; "
            + "give both ends the same --secret-file";
        assertEquals(List.of(text), pair.sourceEvents);
        assertEquals(List.of("hello lu 0", text), pair.targetEvents);
        assertEquals(SessionState.REFUSED, pair.source.state());
        assertEquals(SessionState.REFUSED, pair.target.state());
    }

    @Test
    void aWrongProofIsRefused() {
        final SessionFixture pair = new SessionFixture();
        pair.source.connected(1);
        pair.toTarget(pair.sourceLog.take());
        pair.toSource(pair.targetLog.take());
        final byte[] proof = pair.sourceLog.take();
        proof[20] ^= 1;
        pair.toTarget(proof);
        pair.settle();
        assertEquals(SessionState.REFUSED, pair.source.state());
        assertTrue(pair.sourceEvents.getLast().startsWith("refused SECRET: the source does not know"));
    }

    @Test
    void aChangedHelloSpoilsTheProof() {
        final SessionFixture pair = new SessionFixture();
        pair.source.connected(1);
        final byte[] hello = pair.sourceLog.take();
        hello[16] ^= 1;
        pair.toTarget(hello);
        pair.settle();
        assertTrue(pair.sourceEvents.getLast().startsWith("refused SECRET"));
    }

    @Test
    void mismatchesAreRefusedByName() {
        refused("JOB: job lu does not match this target's cg; give both ends the same --job",
            new TargetTerms("cg", 0, 0, 0, 4, 8));
        refused("EPOCH: epoch 3 does not match this target's 4; give both ends the same --epoch",
            new TargetTerms(null, 4, 0, 0, 4, 8));
        refused("CHUNK_SIZE: chunk size 4096 does not match this target's 1048576; give both ends the same --chunk",
            new TargetTerms(null, 0, 1 << 20, 0, 4, 8));
        refused("POOL_SIZE: pool size 32768 does not match this target's 65536; give both ends the same --pool",
            new TargetTerms(null, 0, 0, 65536, 4, 8));
    }

    @Test
    void theAgentMayRefuse() {
        final SessionFixture pair = new SessionFixture();
        pair.helloAnswer = new Refusal(RefusalCode.SPACE, 1 << 20, 5, "5 bytes are free");
        pair.source.connected(1);
        pair.settle();
        assertEquals(List.of("refused SPACE: 5 bytes are free"), pair.sourceEvents);
    }

    @Test
    void anotherVersionIsRefusedByNumber() {
        final SessionFixture pair = new SessionFixture();
        pair.source.connected(1);
        final byte[] hello = pair.sourceLog.take();
        hello[14] = 9;
        pair.toTarget(hello);
        pair.settle();
        assertEquals(List.of("refused PROTOCOL_VERSION: protocol version is 9, this end speaks 1; "
            + "run the same rankferry on both ends"), pair.sourceEvents);
    }

    @Test
    void nonsenseBeforeHelloIsRefused() {
        final SessionFixture pair = new SessionFixture();
        pair.toTarget(new byte[20]);
        assertEquals(SessionState.REFUSED, pair.target.state());
        assertEquals("Refused", pair.targetLog.last());
        assertEquals(List.of("refused FRAME: frame length is 0, but 20 bytes arrived"), pair.targetEvents);
    }

    @Test
    void aReadDepthTheSourceDidNotOfferIsRefused() {
        for (final int depth : new int[] {0, 17}) {
            final SessionFixture pair = new SessionFixture();
            pair.source.connected(1);
            pair.toTarget(pair.sourceLog.take());
            final byte[] challenge = pair.targetLog.take();
            new UnsafeBuffer(challenge).putInt(16, depth);
            pair.toSource(challenge);
            assertEquals(List.of("refused READ_DEPTH: READ depth " + depth
                + " of the target is not 1 to the 16 this source offers"), pair.sourceEvents);
        }
    }

    @Test
    void termsThatCannotBeAreRefusedAtOnce() {
        wrong("chunk size 5000 is not a power of two from 4096 to 67108864", 5000, 5000, 1, 1, 8);
        wrong("pool size 5000 is not 1 to 1048576 whole chunks of 4096", 4096, 5000, 1, 1, 8);
        wrong("READ depth is 0, at least 1; raise --depth", 4096, 8192, 0, 1, 8);
        wrong("ranks is 0, at least 1", 4096, 8192, 1, 0, 8);
        wrong("credits is 3, expected 4 to 4096", 4096, 8192, 1, 1, 3);
    }

    @Test
    void secrets() {
        assertEquals("shared secret is 5 bytes, at least 16 are needed",
            assertThrows(IllegalArgumentException.class, () -> new SharedSecret(new byte[5])).getMessage());
        final byte[] bytes = new byte[16];
        final SharedSecret secret = new SharedSecret(bytes);
        final byte[] proof = secret.targetProof(new byte[3], new byte[32]);
        bytes[0] = 1;
        assertArrayEquals(proof, secret.targetProof(new byte[3], new byte[32]));
        assertFalse(SharedSecret.same(proof, secret.sourceProof(new byte[3], new byte[32], proof)));
        secret.close();
        assertThrows(IllegalStateException.class, () -> secret.targetProof(new byte[3], new byte[32]));
    }

    private static void refused(String text, TargetTerms terms) {
        final SessionFixture pair = new SessionFixture(SOURCE, 0, terms, SECRET, SECRET);
        pair.source.connected(1);
        pair.settle();
        assertEquals(List.of("refused " + text), pair.sourceEvents);
        assertEquals(List.of("refused " + text), pair.targetEvents);
    }

    private static void wrong(String text, int chunk, long pool, int depth, int ranks, int credits) {
        final SourceTerms terms =
            new SourceTerms(1, 2, "lu", 3, chunk, pool, depth, ranks, 0, true, credits, "m", "c");
        assertEquals(text, assertThrows(IllegalArgumentException.class,
            () -> new SessionFixture(terms, 0, TARGET, SECRET, SECRET)).getMessage());
    }
}
