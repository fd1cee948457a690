package org.rankferry.protocol.session;

import java.security.SecureRandom;
import java.util.BitSet;

import org.agrona.DirectBuffer;
import org.agrona.collections.IntHashSet;
import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.FrameSink;
import org.rankferry.protocol.wire.codec.AbortDecoder;
import org.rankferry.protocol.wire.codec.ChallengeDecoder;
import org.rankferry.protocol.wire.codec.ChunkDoneDecoder;
import org.rankferry.protocol.wire.codec.CommittedDecoder;
import org.rankferry.protocol.wire.codec.CreditDecoder;
import org.rankferry.protocol.wire.codec.HeldChunksDecoder;
import org.rankferry.protocol.wire.codec.ImageStoredDecoder;
import org.rankferry.protocol.wire.codec.PingDecoder;
import org.rankferry.protocol.wire.codec.PongDecoder;
import org.rankferry.protocol.wire.codec.RefusalCode;
import org.rankferry.protocol.wire.codec.RefusedDecoder;
import org.rankferry.protocol.wire.codec.WelcomeDecoder;

import static org.rankferry.protocol.session.SharedSecret.PROOF_LENGTH;

/**
 * The source's end of one attempt of a session.
 *
 * <pre>
 *  connected()  -&gt; Hello          HELLO
 *  Challenge    -&gt; Proof          AUTHENTICATING   the target has proved the secret first
 *  Welcome                        RESUMING         onWelcome
 *  HeldChunks *                                    onHeld *
 *  the last of them               STREAMING        onReady; poolRegions, then the images
 *  setEnd()     -&gt; SetEnd         COMMITTING
 *  Committed                      COMMITTED        onCommitted
 * </pre>
 *
 * <p>Ask {@link #canSend()} before any sender; without a credit they throw. Call {@link #doTimers} in every duty cycle:
 * it also gives credits back. Single threaded; events come from within {@link #onFrame} and may call senders. Frames
 * that come after the end are passed over. Nothing is allocated per chunk.
 */
public final class SourceSession {
    private static final long ALWAYS = 1L << AbortDecoder.TEMPLATE_ID | 1L << PingDecoder.TEMPLATE_ID
        | 1L << PongDecoder.TEMPLATE_ID | 1L << CreditDecoder.TEMPLATE_ID;
    private static final long ENDS = 1L << AbortDecoder.TEMPLATE_ID | 1L << RefusedDecoder.TEMPLATE_ID;
    private static final long STORED = 1L << ChunkDoneDecoder.TEMPLATE_ID | 1L << ImageStoredDecoder.TEMPLATE_ID;

    private final SourceTerms terms;
    private final int attempt;
    private final SharedSecret secret;
    private final SourceEvents events;
    private final SessionLink link;
    private final SourceFrames frames;
    private final byte[] nonce = new byte[PROOF_LENGTH];
    private final BitSet ready;
    private final IntHashSet imagesEnded = new IntHashSet();
    private final ChallengeDecoder challenge = new ChallengeDecoder();
    private final WelcomeDecoder welcome = new WelcomeDecoder();
    private final HeldChunksDecoder held = new HeldChunksDecoder();
    private final ChunkDoneDecoder chunkDone = new ChunkDoneDecoder();
    private final ImageStoredDecoder imageStored = new ImageStoredDecoder();
    private final CommittedDecoder committed = new CommittedDecoder();

    private byte[] hello;
    private int readDepth;
    private long heldFramesLeft;
    private boolean regionsSent;

    /**
     * A session that is not connected yet.
     *
     * @param terms of this source, the same in every attempt
     * @param attempt 0 at first, one more with every reconnect
     * @param secret shared with the target; stays the caller's
     * @param sink takes frames
     * @param events told what the target says
     * @param random for the nonce
     * @param times of pings and silence
     * @throws IllegalArgumentException when the terms are wrong whoever the target is
     */
    public SourceSession(SourceTerms terms, int attempt, SharedSecret secret, FrameSink sink, SourceEvents events,
        SecureRandom random, SessionTimes times) {
        final Refusal wrong = TermsCheck.ofItself(terms);
        if (wrong != null) {
            throw new IllegalArgumentException(wrong.text());
        }
        this.terms = terms;
        this.attempt = attempt;
        this.secret = secret;
        this.events = events;
        this.link = new SessionLink(SessionState.CONNECTING, terms.credits(), sink, times, "target");
        this.frames = new SourceFrames(link);
        this.ready = new BitSet(terms.chunks());
        random.nextBytes(nonce);
    }

    /**
     * The connection stands: sends Hello.
     *
     * @param nowNanos of the caller's monotonic clock
     */
    public void connected(long nowNanos) {
        link.become(SessionState.HELLO);
        link.start(nowNanos);
        hello = frames.hello(terms, attempt, nonce);
    }

    /**
     * A whole frame has come.
     *
     * @param buffer that holds it, during the call
     * @param offset of its frame header
     * @param length in bytes
     * @param nowNanos of the caller's monotonic clock
     * @throws FrameFault when the target breaks a rule after the handshake; Abort is sent, the session is ABORTED
     */
    public void onFrame(DirectBuffer buffer, int offset, int length, long nowNanos) {
        if (link.state().isFinal()) {
            return;
        }
        if (link.state() == SessionState.CONNECTING) {
            throw new IllegalStateException("a frame came before connected()");
        }
        try {
            final int templateId = link.receive(buffer, offset, length, nowNanos, accepted(link.state()));
            dispatch(templateId, buffer, offset);
        } catch (FrameFault fault) {
            events.onRefused(link.fail(fault));
        }
    }

    /**
     * Ping, Pong, credits and the deadline. Call in every duty cycle.
     *
     * @param nowNanos of the caller's monotonic clock
     * @return null, or what happened when the session just became LOST
     */
    public SessionFault doTimers(long nowNanos) {
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
     * Whether a frame may be sent now.
     *
     * @return true in STREAMING and COMMITTING with credits left
     */
    public boolean canSend() {
        return link.state() != SessionState.RESUMING && link.canSend();
    }

    /**
     * Frames the target can take, the last of which is kept for returning credits.
     *
     * @return credits
     */
    public int credits() {
        return link.credits().available();
    }

    /**
     * Tells where the pool can be READ; once, before any chunk.
     *
     * @param regions covering the pool in order without gap, at most {@link
     *     org.rankferry.protocol.wire.FrameLimits#MAX_REGIONS}
     * @param path of the pool file, may be empty
     */
    public void poolRegions(PoolRegion[] regions, String path) {
        requireState(SessionState.STREAMING);
        if (regionsSent) {
            throw new IllegalStateException("pool regions are sent once per attempt");
        }
        frames.poolRegions(regions, path);
        regionsSent = true;
    }

    /**
     * Opens a stream; again after a reconnect.
     *
     * @param rank of the stream
     * @param stream id
     * @param seekable whether positions may go back
     * @param expectedBytes of the stream, 0 when not known
     * @param name of the stream
     */
    public void streamOpen(int rank, int stream, boolean seekable, long expectedBytes, String name) {
        requireState(SessionState.STREAMING);
        frames.streamOpen(rank, stream, seekable, expectedBytes, name);
    }

    /**
     * Advertises a chunk. It must not change until its ChunkDone.
     *
     * @param rank of the stream
     * @param stream id
     * @param chunk index in the pool, not advertised already
     * @param position of its first byte in the stream
     * @param length in bytes
     * @param crc CRC-32C of its bytes
     * @param ordinal of the chunk in the stream, from 0 in commit order
     */
    public void chunkReady(int rank, int stream, int chunk, long position, int length, int crc, long ordinal) {
        requireState(SessionState.STREAMING);
        if (chunk < 0 || chunk >= terms.chunks() || ready.get(chunk)) {
            throw new IllegalStateException("chunk " + chunk + " of " + terms.chunks() + " cannot be advertised"
                + (chunk >= 0 && ready.get(chunk) ? " again before its ChunkDone" : ""));
        }
        frames.chunkReady(rank, stream, chunk, position, length, crc, ordinal);
        ready.set(chunk);
    }

    /**
     * Ends a stream; again after a reconnect.
     *
     * @param rank of the stream
     * @param stream id
     * @param length in bytes
     * @param chunks of the stream
     * @param digestKnown whether {@code crc} is that of the stream
     * @param crc CRC-32C of the whole stream
     */
    public void streamEnd(int rank, int stream, long length, long chunks, boolean digestKnown, int crc) {
        requireState(SessionState.STREAMING);
        frames.streamEnd(rank, stream, length, chunks, digestKnown, crc);
    }

    /**
     * Ends an image; again after a reconnect.
     *
     * @param rank of the image
     * @param streams it has
     */
    public void imageEnd(int rank, int streams) {
        requireState(SessionState.STREAMING);
        frames.imageEnd(rank, streams);
        imagesEnded.add(rank);
    }

    /**
     * Asks for the commit.
     *
     * @param ranks in the set, as in the terms
     * @param bytes of all streams
     */
    public void setEnd(int ranks, long bytes) {
        requireState(SessionState.STREAMING);
        frames.setEnd(ranks, bytes);
        link.become(SessionState.COMMITTING);
    }

    /**
     * Gives the set up.
     *
     * @param fault told to the target where it can be told
     * @throws IllegalStateException after the end
     */
    public void abort(SessionFault fault) {
        link.abort(fault);
    }

    /** Template ids, as bits, that may come in a state. */
    static long accepted(SessionState state) {
        return switch (state) {
            case HELLO -> 1L << ChallengeDecoder.TEMPLATE_ID | ENDS;
            case AUTHENTICATING -> 1L << WelcomeDecoder.TEMPLATE_ID | ENDS;
            case RESUMING -> 1L << HeldChunksDecoder.TEMPLATE_ID | ALWAYS;
            case STREAMING -> STORED | ALWAYS;
            case COMMITTING -> 1L << CommittedDecoder.TEMPLATE_ID | STORED | ALWAYS;
            case CONNECTING, COMMITTED, REFUSED, ABORTED, LOST -> 0;
        };
    }

    private void dispatch(int templateId, DirectBuffer buffer, int offset) {
        final int body = offset + FrameHeader.BODY_OFFSET;
        switch (templateId) {
            case ChunkDoneDecoder.TEMPLATE_ID -> onChunkDone(buffer, body);
            case PingDecoder.TEMPLATE_ID -> link.onPing(buffer, offset);
            case ImageStoredDecoder.TEMPLATE_ID -> onImageStored(buffer, body);
            case CommittedDecoder.TEMPLATE_ID -> onCommitted(buffer, body);
            case ChallengeDecoder.TEMPLATE_ID -> onChallenge(buffer, body);
            case WelcomeDecoder.TEMPLATE_ID -> onWelcome(buffer, body);
            case HeldChunksDecoder.TEMPLATE_ID -> onHeld(buffer, body);
            case RefusedDecoder.TEMPLATE_ID -> events.onRefused(link.onRefused(buffer, offset));
            case AbortDecoder.TEMPLATE_ID -> events.onAbort(link.onAbort(buffer, offset));
            default -> {
                // Pong and Credit have said all they have to say by coming.
            }
        }
    }

    private void onChallenge(DirectBuffer buffer, int body) {
        challenge.wrap(buffer, body, ChallengeDecoder.BLOCK_LENGTH, ChallengeDecoder.SCHEMA_VERSION);
        final Refusal wrongCredits = TermsCheck.credits(challenge.credits());
        if (wrongCredits != null) {
            refuse(wrongCredits);
            return;
        }
        link.credits().peerWindow(challenge.credits());
        final byte[] targetNonce = new byte[PROOF_LENGTH];
        final byte[] targetProof = new byte[PROOF_LENGTH];
        challenge.getNonce(targetNonce, 0, PROOF_LENGTH);
        challenge.getProof(targetProof, 0, PROOF_LENGTH);
        if (!SharedSecret.same(secret.targetProof(hello, targetNonce), targetProof)) {
            refuse(new Refusal(RefusalCode.SECRET, 0, 0,
                "the target does not know this source's shared secret; give both ends the same --secret-file"));
            return;
        }
        final long depth = challenge.readDepth();
        if (depth == 0 || depth > terms.readDepth()) {
            refuse(new Refusal(RefusalCode.READ_DEPTH, terms.readDepth(), depth,
                "READ depth " + depth + " of the target is not 1 to the " + terms.readDepth() + " this source offers"));
            return;
        }
        readDepth = (int) depth;
        link.become(SessionState.AUTHENTICATING);
        frames.proof(secret.sourceProof(hello, targetNonce, targetProof));
    }

    private void onWelcome(DirectBuffer buffer, int body) {
        welcome.wrap(buffer, body, WelcomeDecoder.BLOCK_LENGTH, WelcomeDecoder.SCHEMA_VERSION);
        final byte[] token = new byte[PROOF_LENGTH];
        welcome.getDataToken(token, 0, PROOF_LENGTH);
        heldFramesLeft = welcome.heldStreams();
        link.become(SessionState.RESUMING);
        events.onWelcome(readDepth, token);
        beReadyWhenAllHeld();
    }

    private void onHeld(DirectBuffer buffer, int body) {
        held.wrap(buffer, body, HeldChunksDecoder.BLOCK_LENGTH, HeldChunksDecoder.SCHEMA_VERSION);
        final int rank = Fields.int31("HeldChunks", "rank", held.rank());
        final int stream = held.stream();
        for (final HeldChunksDecoder.ExtentsDecoder extent : held.extents()) {
            final long first = Fields.long63("HeldChunks", "first", extent.first());
            final long count = Fields.long63("HeldChunks", "chunkCount", extent.chunkCount());
            if (count == 0 || first > Long.MAX_VALUE - count) {
                throw FrameFault.field("HeldChunks", "chunkCount", count, "expected 1 to " + (Long.MAX_VALUE - first));
            }
            events.onHeld(rank, stream, first, count);
        }
        heldFramesLeft--;
        beReadyWhenAllHeld();
    }

    private void beReadyWhenAllHeld() {
        // The agent may have given up in onWelcome or onHeld.
        if (heldFramesLeft == 0 && link.state() == SessionState.RESUMING) {
            link.become(SessionState.STREAMING);
            events.onReady();
        }
    }

    private void onChunkDone(DirectBuffer buffer, int body) {
        chunkDone.wrap(buffer, body, ChunkDoneDecoder.BLOCK_LENGTH, ChunkDoneDecoder.SCHEMA_VERSION);
        final ChunkDoneDecoder.ChunksDecoder chunks = chunkDone.chunks();
        while (chunks.hasNext()) {
            final long chunk = chunks.next().chunk();
            if (chunk >= terms.chunks() || !ready.get((int) chunk)) {
                throw FrameFault.field("ChunkDone", "chunk", chunk, "which is not advertised");
            }
            ready.clear((int) chunk);
            events.onChunkDone((int) chunk);
        }
    }

    private void onImageStored(DirectBuffer buffer, int body) {
        imageStored.wrap(buffer, body, ImageStoredDecoder.BLOCK_LENGTH, ImageStoredDecoder.SCHEMA_VERSION);
        final int rank = Fields.int31("ImageStored", "rank", imageStored.rank());
        final long bytes = Fields.long63("ImageStored", "bytes", imageStored.bytes());
        if (!imagesEnded.remove(rank)) {
            throw FrameFault.field("ImageStored", "rank", rank, "whose image has not ended or was stored already");
        }
        events.onImageStored(rank, bytes);
    }

    private void onCommitted(DirectBuffer buffer, int body) {
        committed.wrap(buffer, body, CommittedDecoder.BLOCK_LENGTH, CommittedDecoder.SCHEMA_VERSION);
        final long bytes = Fields.long63("Committed", "bytes", committed.bytes());
        final long verifyNanos = Fields.long63("Committed", "verifyNanos", committed.verifyNanos());
        final long retries = Fields.long63("Committed", "retries", committed.retries());
        link.become(SessionState.COMMITTED);
        events.onCommitted(bytes, verifyNanos, retries);
    }

    private void refuse(Refusal refusal) {
        link.refuse(refusal);
        events.onRefused(refusal);
    }

    private void requireState(SessionState state) {
        if (link.state() != state) {
            throw new IllegalStateException("frame cannot be sent in state " + link.state() + ", only in " + state);
        }
    }
}
