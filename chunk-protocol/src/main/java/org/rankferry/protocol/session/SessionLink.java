package org.rankferry.protocol.session;

import java.util.Locale;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.protocol.wire.FrameCheck;
import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.FrameSink;
import org.rankferry.protocol.wire.FrameText;
import org.rankferry.protocol.wire.codec.AbortCode;
import org.rankferry.protocol.wire.codec.AbortDecoder;
import org.rankferry.protocol.wire.codec.AbortEncoder;
import org.rankferry.protocol.wire.codec.CreditEncoder;
import org.rankferry.protocol.wire.codec.HelloDecoder;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;
import org.rankferry.protocol.wire.codec.PingDecoder;
import org.rankferry.protocol.wire.codec.PingEncoder;
import org.rankferry.protocol.wire.codec.PongEncoder;
import org.rankferry.protocol.wire.codec.RefusedDecoder;
import org.rankferry.protocol.wire.codec.RefusedEncoder;

/** What both ends of a session do alike: state, credits, pings and deadlines, refusing and aborting. */
final class SessionLink {
    private static final long NO_RANK = 0xFFFF_FFFFL;
    private static final int NO_STREAM = 0xFFFF;

    private final FrameWriter writer;
    private final Credits credits;
    private final SessionTimes times;
    private final String peer;
    private final AbortEncoder abortEncoder = new AbortEncoder();
    private final AbortDecoder abortDecoder = new AbortDecoder();
    private final RefusedEncoder refusedEncoder = new RefusedEncoder();
    private final RefusedDecoder refusedDecoder = new RefusedDecoder();
    private final PingEncoder pingEncoder = new PingEncoder();
    private final PingDecoder pingDecoder = new PingDecoder();
    private final PongEncoder pongEncoder = new PongEncoder();
    private final CreditEncoder creditEncoder = new CreditEncoder();

    private SessionState state;
    private boolean started;
    private long heardNanos;
    private long pingedNanos;
    private boolean pongDue;
    private long pongNanos;

    SessionLink(SessionState initial, int window, FrameSink sink, SessionTimes times, String peer) {
        this.state = initial;
        this.writer = new FrameWriter(sink);
        this.credits = new Credits(window);
        this.times = times;
        this.peer = peer;
    }

    SessionState state() {
        return state;
    }

    void become(SessionState next) {
        state = state.become(next);
    }

    Credits credits() {
        return credits;
    }

    UnsafeBuffer frame() {
        return writer.buffer();
    }

    MessageHeaderEncoder header() {
        return writer.header();
    }

    /** Whether a frame that is not a bare Credit may go. */
    boolean canSend() {
        return isOpen() && credits.canSend();
    }

    /** Between the handshake and the end. */
    boolean isOpen() {
        return state == SessionState.RESUMING || state == SessionState.STREAMING || state == SessionState.COMMITTING;
    }

    /** Sends the message just encoded. */
    void send(int encodedLength) {
        if (!credits.canSend()) {
            throw new IllegalStateException(
                "only " + credits.available() + " credits left to send a frame; ask canSend() first");
        }
        writer.send(encodedLength, credits.spend());
    }

    /** Sends Hello: it takes the one receive that every listener posts beside its window. */
    void sendHello(int encodedLength) {
        writer.send(encodedLength, 0);
    }

    /** The clock of silence begins. */
    void start(long nowNanos) {
        started = true;
        heardNanos = nowNanos;
        pingedNanos = nowNanos;
    }

    /** Checks a frame and takes its credits. The bits of {@code accepted} are the template ids that may come now. */
    int receive(DirectBuffer buffer, int offset, int length, long nowNanos, long accepted) {
        final int templateId = FrameCheck.templateId(buffer, offset, length);
        if (templateId >= Long.SIZE || (accepted & 1L << templateId) == 0) {
            throw new FrameFault("frame " + FrameCheck.name(templateId) + " cannot come in state " + state);
        }
        final int returned = FrameHeader.credits(buffer, offset);
        if (templateId != HelloDecoder.TEMPLATE_ID) {
            credits.received(returned);
        } else if (returned != 0) {
            throw new FrameFault("frame header: credits is " + returned + ", expected 0 in a Hello");
        }
        start(nowNanos);
        return templateId;
    }

    void onPing(DirectBuffer buffer, int offset) {
        pingDecoder.wrap(buffer, offset + FrameHeader.BODY_OFFSET, PingDecoder.BLOCK_LENGTH,
            PingDecoder.SCHEMA_VERSION);
        pongDue = true;
        pongNanos = pingDecoder.nanos();
        sendDuePong();
    }

    SessionFault onAbort(DirectBuffer buffer, int offset) {
        abortDecoder.wrap(buffer, offset + FrameHeader.BODY_OFFSET, AbortDecoder.BLOCK_LENGTH,
            AbortDecoder.SCHEMA_VERSION);
        final SessionFault fault = new SessionFault(abortDecoder.code(), (int) abortDecoder.rank(),
            abortDecoder.stream() == NO_STREAM ? -1 : abortDecoder.stream(), abortDecoder.position(),
            abortDecoder.text());
        become(SessionState.ABORTED);
        return fault;
    }

    Refusal onRefused(DirectBuffer buffer, int offset) {
        refusedDecoder.wrap(buffer, offset + FrameHeader.BODY_OFFSET, RefusedDecoder.BLOCK_LENGTH,
            RefusedDecoder.SCHEMA_VERSION);
        final Refusal refusal = new Refusal(refusedDecoder.code(), refusedDecoder.expected(), refusedDecoder.got(),
            refusedDecoder.text());
        become(SessionState.REFUSED);
        return refusal;
    }

    /** Says why to the peer, if it can be told, and ends. */
    void refuse(Refusal refusal) {
        become(SessionState.REFUSED);
        refusedEncoder.wrapAndApplyHeader(frame(), FrameHeader.LENGTH, header())
            .code(refusal.code())
            .expected(refusal.expected())
            .got(refusal.got());
        final byte[] text = FrameText.clip(refusal.text(), FrameText.MAX_TEXT_LENGTH);
        refusedEncoder.putText(text, 0, text.length);
        sendLast(refusedEncoder.encodedLength());
    }

    /** Says why to the peer, if it can be told, and ends. */
    void abort(SessionFault fault) {
        final boolean connected = state != SessionState.CONNECTING;
        become(SessionState.ABORTED);
        if (!connected) {
            return;
        }
        abortEncoder.wrapAndApplyHeader(frame(), FrameHeader.LENGTH, header())
            .code(fault.code())
            .rank(fault.rank() & NO_RANK)
            .stream(fault.stream() & NO_STREAM)
            .position(fault.position());
        final byte[] text = FrameText.clip(fault.text(), FrameText.MAX_TEXT_LENGTH);
        abortEncoder.putText(text, 0, text.length);
        sendLast(abortEncoder.encodedLength());
    }

    /** What a fault of the peer becomes: a refusal in the handshake, which is returned; an abort and the fault after
     * it. */
    Refusal fail(FrameFault fault) {
        if (state.isFinal()) {
            throw fault;
        }
        if (state == SessionState.HELLO || state == SessionState.AUTHENTICATING) {
            final Refusal refusal = new Refusal(fault.code(), fault.expected(), fault.got(), fault.getMessage());
            refuse(refusal);
            return refusal;
        }
        abort(SessionFault.of(AbortCode.PROTOCOL, fault.getMessage()));
        throw fault;
    }

    void lost() {
        if (!state.isFinal()) {
            become(SessionState.LOST);
        }
    }

    /** Deadline, Pong, Ping, credits. */
    SessionFault doTimers(long nowNanos) {
        if (state.isFinal() || state == SessionState.CONNECTING) {
            return null;
        }
        if (!started) {
            start(nowNanos);
        }
        final long silence = nowNanos - heardNanos;
        if (silence >= times.silenceNanos()) {
            final SessionFault fault = SessionFault.of(AbortCode.PEER_LOST, String.format(Locale.ROOT,
                "nothing heard from the %s for %.1f s in state %s; the link counts as lost", peer, silence / 1e9,
                state));
            become(SessionState.LOST);
            return fault;
        }
        sendDuePong();
        if (silence >= times.pingNanos() && nowNanos - pingedNanos >= times.pingNanos() && canSend()) {
            pingedNanos = nowNanos;
            send(pingEncoder.wrapAndApplyHeader(frame(), FrameHeader.LENGTH, header()).nanos(nowNanos).encodedLength());
        }
        if (isOpen() && credits.isCreditDue() && credits.canSendLast()) {
            creditEncoder.wrapAndApplyHeader(frame(), FrameHeader.LENGTH, header());
            writer.send(creditEncoder.encodedLength(), credits.spend());
        }
        return null;
    }

    private void sendDuePong() {
        if (pongDue && canSend()) {
            pongDue = false;
            send(pongEncoder.wrapAndApplyHeader(frame(), FrameHeader.LENGTH,
                header()).nanos(pongNanos).encodedLength());
        }
    }

    /** The frame after which nothing comes may take the last credit; before the window is known, one is taken as given.
     * */
    private void sendLast(int encodedLength) {
        if (!credits.isPeerKnown()) {
            writer.send(encodedLength, 0);
        } else if (credits.canSendLast()) {
            writer.send(encodedLength, credits.spend());
        }
    }
}
