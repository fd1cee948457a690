package org.rankferry.engine.coordinator;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

import com.fasterxml.jackson.jr.ob.JSON;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.transport.DoorChannel;
import org.rankferry.protocol.wire.FrameCheck;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.FrameText;
import org.rankferry.protocol.wire.codec.MessageHeaderDecoder;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;
import org.rankferry.protocol.wire.codec.OperatorReplyDecoder;
import org.rankferry.protocol.wire.codec.OperatorRequestEncoder;

/** A question to the agent of a node, at its door, and the answer. */
public final class OperatorCall {
    /** Key of what is asked. */
    public static final String ASK = "ask";
    /** Who is there. */
    public static final String STATUS = "status";
    /** Take the node back as a spare. */
    public static final String SPARE = "spare";
    /** Key of the job whose manager is to do what is asked. */
    public static final String JOB = "job";
    /** Key of an answer that is a refusal. */
    public static final String FAULT = "fault";

    private OperatorCall() {
    }

    /**
     * Asks, and waits for the answer.
     *
     * @param door    of the agent.
     * @param request a JSON object; it has {@link #ASK}.
     * @param timeout at the most.
     * @return the answer.
     * @throws TransferException when there is none in time, or it is a refusal.
     */
    public static Map<String, Object> ask(final Path door, final Map<String, Object> request, final Duration timeout) {
        return converse(door, request, timeout, answer -> true, step -> { });
    }

    /**
     * Asks something of a job's manager, and hears each step until it is over.
     *
     * @param door    of the agent that passes it on.
     * @param request a JSON object; it has {@link #ASK} and {@link #JOB}.
     * @param timeout at the most, for all of it.
     * @param steps   hears each answer but the last.
     * @return the last answer.
     * @throws TransferException when it does not come in time, or it is a refusal.
     */
    public static Map<String, Object> follow(
        final Path door, final Map<String, Object> request, final Duration timeout,
        final Consumer<Map<String, Object>> steps) {

        return converse(
            door, request, timeout, answer -> Boolean.TRUE.equals(answer.get(JobEvents.ENDED)), steps);
    }

    private static Map<String, Object> converse(
        final Path door, final Map<String, Object> request, final Duration timeout,
        final Predicate<Map<String, Object>> last, final Consumer<Map<String, Object>> steps) {

        final long deadlineNs = System.nanoTime() + timeout.toNanos();
        try (DoorChannel channel = new DoorChannel("agent", door)) {
            send(channel, request);
            channel.flush(deadlineNs);
            while (true) {
                final Map<String, Object> answer = answer(channel, door, deadlineNs);
                if (last.test(answer)) {
                    return answer;
                }
                steps.accept(answer);
            }
        } catch (final IOException e) {
            throw new TransferException("agent at " + door + " has answered what is no JSON: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> answer(
        final DoorChannel channel, final Path door, final long deadlineNs) throws IOException {

        final StringBuilder answer = new StringBuilder();
        final OperatorReplyDecoder reply = new OperatorReplyDecoder();
        do {
            channel.next(deadlineNs, "no answer has come");
            final int template = FrameCheck.templateId(channel.buffer(), channel.offset(), channel.length());
            if (template != OperatorReplyDecoder.TEMPLATE_ID) {
                throw new TransferException("agent at " + door + " has answered with " + FrameCheck.name(template)
                    + "; is it of another release?");
            }
            reply.wrapAndApplyHeader(
                channel.buffer(), channel.offset() + FrameHeader.LENGTH, new MessageHeaderDecoder());
            answer.append(reply.text());
        } while (reply.last() == 0);
        final Map<String, Object> result = JSON.std.mapFrom(answer.toString());
        if (result.get(FAULT) instanceof String fault) {
            throw new TransferException(fault);
        }
        return result;
    }

    private static void send(final DoorChannel channel, final Map<String, Object> request) throws IOException {
        final byte[] text =
            FrameText.exact("request", JSON.std.asString(request), FrameText.MAX_PIECE_LENGTH);
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[FrameHeader.MAX_FRAME_LENGTH]);
        final OperatorRequestEncoder encoder = new OperatorRequestEncoder()
            .wrapAndApplyHeader(frame, FrameHeader.LENGTH, new MessageHeaderEncoder());
        encoder.putText(text, 0, text.length);
        final int length = FrameHeader.BODY_OFFSET + encoder.encodedLength();
        FrameHeader.write(frame, 0, length, 0);
        channel.outbox().send(frame, 0, length);
    }
}
