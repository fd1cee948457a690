package org.rankferry.protocol.session;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Queue;

import org.agrona.DirectBuffer;
import org.rankferry.protocol.image.ExtentSet;
import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.FrameSink;
import org.rankferry.protocol.wire.codec.AbortDecoder;
import org.rankferry.protocol.wire.codec.ChunkReadyDecoder;
import org.rankferry.protocol.wire.codec.CreditDecoder;
import org.rankferry.protocol.wire.codec.HelloDecoder;
import org.rankferry.protocol.wire.codec.ImageEndDecoder;
import org.rankferry.protocol.wire.codec.PingDecoder;
import org.rankferry.protocol.wire.codec.PongDecoder;
import org.rankferry.protocol.wire.codec.PoolRegionsDecoder;
import org.rankferry.protocol.wire.codec.ProofDecoder;
import org.rankferry.protocol.wire.codec.RefusalCode;
import org.rankferry.protocol.wire.codec.RefusedDecoder;
import org.rankferry.protocol.wire.codec.SetEndDecoder;
import org.rankferry.protocol.wire.codec.StreamEndDecoder;
import org.rankferry.protocol.wire.codec.StreamOpenDecoder;

import static org.rankferry.protocol.session.SharedSecret.PROOF_LENGTH;

/**
 * The target's end of one attempt of a session.
 *
 * <pre>
 *  Hello        -&gt; Challenge or Refused     AUTHENTICATING   onHello
 *  Proof        -&gt; Welcome or Refused       RESUMING         onAuthenticated, dataToken
 *               -&gt; HeldChunks *             STREAMING, with the last of them
 *  PoolRegions, then images                                  onPoolRegions, onStreamOpen, onChunkReady, ...
 *  SetEnd                                   COMMITTING       onSetEnd
 *  committed()  -&gt; Committed                COMMITTED
 * </pre>
 *
 * <p>What this end has to say is kept until there are credits for it, so the agent may say it at any time; {@link
 * #doTimers}, called in every duty cycle, and {@link #flushDone} send what can be sent. Single threaded; events come
 * from within {@link #onFrame}. Frames that come after the end are passed over. Nothing is allocated per chunk.
 */
public final class TargetSession {
    private static final long ALWAYS = 1L << AbortDecoder.TEMPLATE_ID | 1L << PingDecoder.TEMPLATE_ID
        | 1L << PongDecoder.TEMPLATE_ID | 1L << CreditDecoder.TEMPLATE_ID;
    private static final long IMAGES = 1L << PoolRegionsDecoder.TEMPLATE_ID | 1L << StreamOpenDecoder.TEMPLATE_ID
        | 1L << ChunkReadyDecoder.TEMPLATE_ID | 1L << StreamEndDecoder.TEMPLATE_ID | 1L << ImageEndDecoder.TEMPLATE_ID
        | 1L << SetEndDecoder.TEMPLATE_ID;

    private final TargetTerms terms;
    private final SharedSecret secret;
    private final TargetEvents events;
    private final SecureRandom random;
    private final SessionLink link;
    private final TargetFrames frames;
    private final TargetHandshake handshake = new TargetHandshake();
    private final ProofDecoder proof = new ProofDecoder();
    private final ImageFrames images;
    private final Queue<HeldFrame> heldFrames = new ArrayDeque<>();
    private final Queue<StoredImage> storedImages = new ArrayDeque<>();

    private byte[] expectedProof;
    private DoneQueue done;
    private boolean commitDue;
    private long committedBytes;
    private long verifyNanos;
    private long retries;

    /** An ImageStored frame to be sent. */
    private record StoredImage(int rank, long bytes) {
    }

    /**
     * A session whose Hello has not come.
     *
     * @param terms of this target
     * @param secret shared with the source; stays the caller's
     * @param sink takes frames
     * @param events told and asked what the source says
     * @param random for the nonce
     * @param times of pings and silence
     */
    public TargetSession(TargetTerms terms, SharedSecret secret, FrameSink sink, TargetEvents events,
        SecureRandom random, SessionTimes times) {
        this.terms = terms;
        this.secret = secret;
        this.events = events;
        this.random = random;
        this.link = new SessionLink(SessionState.HELLO, terms.credits(), sink, times, "source");
        this.frames = new TargetFrames(link);
        this.images = new ImageFrames(events);
    }

    /**
     * The connection stands: the deadline for Hello begins.
     *
     * @param nowNanos of the caller's monotonic clock
     */
    public void accepted(long nowNanos) {
        link.start(nowNanos);
    }

    /**
     * A whole frame has come.
     *
     * @param buffer that holds it, during the call
     * @param offset of its frame header
     * @param length in bytes
     * @param nowNanos of the caller's monotonic clock
     * @throws FrameFault when the source breaks a rule after the handshake; Abort is sent, the session is ABORTED
     */
    public void onFrame(DirectBuffer buffer, int offset, int length, long nowNanos) {
        if (link.state().isFinal()) {
            return;
        }
        try {
            final int templateId = link.receive(buffer, offset, length, nowNanos, accepted(link.state()));
            dispatch(templateId, buffer, offset, length);
        } catch (FrameFault fault) {
            events.onRefused(link.fail(fault));
        }
    }

    /**
     * Everything due: done chunks, stored images, Ping, Pong, credits and the deadline. Call in every duty cycle.
     *
     * @param nowNanos of the caller's monotonic clock
     * @return null, or what happened when the session just became LOST
     */
    public SessionFault doTimers(long nowNanos) {
        flushDone();
        return link.doTimers(nowNanos);
    }

    /** The link broke. Does nothing after the end. */
    public void lost() {
        link.lost();
    }

    /**
     * Where the session stands.
     *
     * @return the state
     */
    public SessionState state() {
        return link.state();
    }

    /**
     * Frames the source can take, the last of which is kept for returning credits.
     *
     * @return credits
     */
    public int credits() {
        return link.credits().available();
    }

    /**
     * A chunk is stored. Told to the source when enough have come together, or by {@link #flushDone}.
     *
     * @param chunk index in the pool, READY and not done yet
     * @throws IllegalStateException when the chunk was not advertised in this attempt
     */
    public void chunkDone(int chunk) {
        requireOpen();
        if (done.done(chunk)) {
            flushDone();
        }
    }

    /** Sends everything queued that there are credits for; call at the end of a duty cycle. */
    public void flushDone() {
        sendHeld();
        if (done == null) {
            return;
        }
        while (!done.isEmpty() && link.canSend()) {
            done.flush(frames);
        }
        while (!storedImages.isEmpty() && link.canSend()) {
            final StoredImage image = storedImages.remove();
            frames.imageStored(image.rank(), image.bytes());
        }
        if (commitDue && done.isEmpty() && storedImages.isEmpty() && link.canSend()) {
            commitDue = false;
            frames.committed(committedBytes, verifyNanos, retries);
            link.become(SessionState.COMMITTED);
        }
    }

    /**
     * An image is whole and verified; once per rank and attempt, after its ImageEnd.
     *
     * @param rank of the image
     * @param bytes of the image
     */
    public void imageStored(int rank, long bytes) {
        requireOpen();
        storedImages.add(new StoredImage(rank, bytes));
        flushDone();
    }

    /**
     * The manifest is written. The session is COMMITTED when the frame could be sent, at once or in {@link #doTimers}.
     *
     * @param bytes of the set
     * @param verifyNanos verification took, in nanoseconds
     * @param retries chunks that were READ more than once
     * @throws IllegalStateException before SetEnd
     */
    public void committed(long bytes, long verifyNanos, long retries) {
        if (link.state() != SessionState.COMMITTING) {
            throw new IllegalStateException("set cannot be committed in state " + link.state());
        }
        this.committedBytes = bytes;
        this.verifyNanos = verifyNanos;
        this.retries = retries;
        commitDue = true;
        flushDone();
    }

    /**
     * Gives the set up.
     *
     * @param fault told to the source where it can be told
     * @throws IllegalStateException after the end
     */
    public void abort(SessionFault fault) {
        link.abort(fault);
    }

    /** Template ids, as bits, that may come in a state. */
    static long accepted(SessionState state) {
        return switch (state) {
            case HELLO -> 1L << HelloDecoder.TEMPLATE_ID;
            case AUTHENTICATING -> 1L << ProofDecoder.TEMPLATE_ID | 1L << RefusedDecoder.TEMPLATE_ID
                | 1L << AbortDecoder.TEMPLATE_ID;
            case STREAMING -> IMAGES | ALWAYS;
            case RESUMING, COMMITTING -> ALWAYS;
            case CONNECTING, COMMITTED, REFUSED, ABORTED, LOST -> 0;
        };
    }

    private void dispatch(int templateId, DirectBuffer buffer, int offset, int length) {
        final int body = offset + FrameHeader.BODY_OFFSET;
        switch (templateId) {
            case HelloDecoder.TEMPLATE_ID -> onHello(buffer, offset, length);
            case ProofDecoder.TEMPLATE_ID -> onProof(buffer, body);
            case PingDecoder.TEMPLATE_ID -> link.onPing(buffer, offset);
            case RefusedDecoder.TEMPLATE_ID -> events.onRefused(link.onRefused(buffer, offset));
            case AbortDecoder.TEMPLATE_ID -> events.onAbort(link.onAbort(buffer, offset));
            case SetEndDecoder.TEMPLATE_ID -> images.onSetEnd(buffer, body, link);
            case PongDecoder.TEMPLATE_ID, CreditDecoder.TEMPLATE_ID -> sendHeld();
            default -> images.onFrame(templateId, buffer, body);
        }
    }

    private void onHello(DirectBuffer buffer, int offset, int length) {
        handshake.hello(buffer, offset, length);
        final SourceTerms source = handshake.terms();
        Refusal refusal = TermsCheck.ofItself(source);
        if (TermsCheck.credits(source.credits()) == null) {
            link.credits().peerWindow(source.credits());
        }
        if (refusal == null) {
            refusal = TermsCheck.against(source, terms);
        }
        if (refusal == null) {
            refusal = events.onHello(source, handshake.attempt());
        }
        if (refusal != null) {
            refuse(refusal);
            return;
        }
        final byte[] nonce = new byte[PROOF_LENGTH];
        random.nextBytes(nonce);
        final byte[] targetProof = secret.targetProof(handshake.helloBytes(), nonce);
        expectedProof = secret.sourceProof(handshake.helloBytes(), nonce, targetProof);
        link.become(SessionState.AUTHENTICATING);
        frames.challenge(Math.min(source.readDepth(), terms.maxReadDepth()), terms.credits(), nonce, targetProof);
    }

    private void onProof(DirectBuffer buffer, int body) {
        proof.wrap(buffer, body, ProofDecoder.BLOCK_LENGTH, ProofDecoder.SCHEMA_VERSION);
        final byte[] sourceProof = new byte[PROOF_LENGTH];
        proof.getProof(sourceProof, 0, PROOF_LENGTH);
        if (!SharedSecret.same(expectedProof, sourceProof)) {
            refuse(new Refusal(RefusalCode.SECRET, 0, 0,
                "the source does not know this target's shared secret; give both ends the same --secret-file"));
            return;
        }
        final SourceTerms source = handshake.terms();
        final ImageLedger ledger = new ImageLedger(source, handshake.attempt());
        done = new DoneQueue(source.chunks());
        images.begin(source, ledger, done);
        events.onAuthenticated((rank, stream, ordinals) -> {
            final ExtentSet copy = new ExtentSet();
            for (int i = 0; i < ordinals.count(); i++) {
                copy.add(ordinals.start(i), ordinals.end(i));
            }
            HeldFrame.queue(rank, stream, copy, heldFrames);
            ledger.held(rank, stream, copy);
        });
        link.become(SessionState.RESUMING);
        frames.welcome(heldFrames.size(), events.dataToken());
        sendHeld();
    }

    private void sendHeld() {
        if (link.state() != SessionState.RESUMING) {
            return;
        }
        while (!heldFrames.isEmpty() && link.canSend()) {
            frames.held(heldFrames.remove());
        }
        if (heldFrames.isEmpty()) {
            link.become(SessionState.STREAMING);
        }
    }

    private void refuse(Refusal refusal) {
        link.refuse(refusal);
        events.onRefused(refusal);
    }

    private void requireOpen() {
        if (link.state() != SessionState.STREAMING && link.state() != SessionState.COMMITTING) {
            throw new IllegalStateException("nothing can be stored in state " + link.state());
        }
    }
}
