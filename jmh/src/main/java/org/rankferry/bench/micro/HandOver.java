package org.rankferry.bench.micro;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.rankferry.engine.agent.Mailbox;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.protocol.wire.FrameAssembler;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.FrameOutbox;
import org.rankferry.protocol.wire.codec.CommitEncoder;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;

/**
 * How a chunk changes hands. A rank and its agent hand chunks over as frames on a Unix socket: {@link #frames} is the
 * queue at both ends of it without the kernel, {@link #roundTrip} the way to another thread and back, wake-ups
 * included. Threads of one process leave commands in an agent's mailbox ({@link #mailbox}), which wakes it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandOver {
    private static final int LENGTH = FrameHeader.BODY_OFFSET + CommitEncoder.BLOCK_LENGTH;
    private static final int OUTBOX_FRAMES = 4;

    private final UnsafeBuffer frame = new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH));
    private final FrameOutbox outbox = new FrameOutbox(OUTBOX_FRAMES);
    private final FrameAssembler assembler = new FrameAssembler();
    private final ByteBuffer answer = ByteBuffer.allocateDirect(LENGTH);
    private final Runnable command = this::onCommand;
    private Readiness readiness;
    private Mailbox mailbox;
    private Path directory;
    private SocketChannel rank;
    private SocketChannel agent;
    private Thread agentThread;
    private long commands;

    /** A frame, a mailbox, and a socket with an agent at its other end that sends every frame back. */
    @Setup
    public void setUp() throws IOException {
        new CommitEncoder().wrapAndApplyHeader(frame, FrameHeader.LENGTH, new MessageHeaderEncoder());
        FrameHeader.write(frame, 0, LENGTH, 0);
        readiness = new Readiness();
        mailbox = new Mailbox(readiness);
        directory = Files.createTempDirectory(Path.of("/dev/shm"), "rankferry-micro-");
        final UnixDomainSocketAddress door = UnixDomainSocketAddress.of(directory.resolve("door"));
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(door);
            rank = SocketChannel.open(door);
            agent = listener.accept();
        }
        agentThread = Thread.ofPlatform().daemon().start(this::sendBack);
    }

    /** Closes the socket, which ends the agent's thread. */
    @TearDown
    public void tearDown() throws IOException, InterruptedException {
        CloseHelper.closeAll(rank, agent, readiness);
        agentThread.join();
        Files.delete(directory.resolve("door"));
        Files.delete(directory);
    }

    /** A frame into the outbox of one end, and out of the assembler of the other. */
    @Benchmark
    public int frames() {
        outbox.send(frame, 0, LENGTH);
        final ByteBuffer out = outbox.readable();
        final int length = out.remaining();
        assembler.writable().put(out);
        assembler.received(length);
        outbox.written(length);
        assembler.next();
        return assembler.length();
    }

    /** A command into the mailbox of an agent that is awake, and run. */
    @Benchmark
    public long mailbox() {
        mailbox.send(command);
        mailbox.drain();
        readiness.poll();
        return commands;
    }

    /** A frame to the agent's thread, and one back. */
    @Benchmark
    public int roundTrip() throws IOException {
        outbox.send(frame, 0, LENGTH);
        while (!outbox.isEmpty()) {
            outbox.written(rank.write(outbox.readable()));
        }
        answer.clear();
        while (answer.hasRemaining()) {
            rank.read(answer);
        }
        return answer.position();
    }

    private void onCommand() {
        commands++;
    }

    private void sendBack() {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(LENGTH);
        try {
            while (agent.read(bytes.clear()) > 0) {
                bytes.flip();
                while (bytes.hasRemaining()) {
                    agent.write(bytes);
                }
            }
        } catch (final ClosedChannelException e) {
            // The benchmark is over.
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
