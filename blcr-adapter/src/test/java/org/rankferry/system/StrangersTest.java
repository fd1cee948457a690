package org.rankferry.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.codec.HelloEncoder;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;
import org.rankferry.protocol.wire.codec.RefusalCode;
import org.rankferry.protocol.wire.codec.RefusedDecoder;
import org.rankferry.protocol.wire.codec.RefusedEncoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Peers that do not speak the protocol, or another version of it. They change nothing for those who do. */
@Tag("slow")
@Tag(Wire.NONE)
class StrangersTest {
    private static final int OTHER_VERSION = 2;
    private static final int FILE_BYTES = 300_000;

    @RegisterExtension
    private final Node node = new Node();
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[FrameHeader.MAX_FRAME_LENGTH]);
    private String file;

    @BeforeEach
    void writeFile() throws Exception {
        file = Files.write(node.root().resolve("ctx.0"), new byte[FILE_BYTES]).toString();
    }

    @Test
    void anotherVersionIsRefusedByNameAndTheNextSourceIsServed() throws Exception {
        final ChildProcess target = receive();
        try (Socket stranger = connect(target)) {
            stranger.getOutputStream().write(frame.byteArray(), 0, hello(OTHER_VERSION));
            final byte[] answer = stranger.getInputStream().readAllBytes();
            assertTrue(answer.length > FrameHeader.BODY_OFFSET, answer.length + " bytes came back");
            final RefusedDecoder refused = new RefusedDecoder();
            refused.wrap(
                new UnsafeBuffer(answer), FrameHeader.BODY_OFFSET, RefusedDecoder.BLOCK_LENGTH,
                RefusedDecoder.SCHEMA_VERSION);
            assertEquals(RefusalCode.PROTOCOL_VERSION, refused.code());
            assertEquals(RefusedDecoder.SCHEMA_VERSION, refused.expected());
            assertEquals(OTHER_VERSION, refused.got());
            assertTrue(refused.text().contains("protocol version is 2"), refused.toString());
        }
        assertServes(target);
    }

    @Test
    void rubbishIsDroppedAndTheNextSourceIsServed() throws Exception {
        final ChildProcess target = receive();
        try (Socket stranger = connect(target)) {
            stranger.getOutputStream().write(
                "GET / HTTP/1.1\r\nHost: spare\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEnds(stranger);
        }
        assertServes(target);
    }

    @Test
    void aLengthThatNoFrameHasIsDropped() throws Exception {
        final ChildProcess target = receive();
        try (Socket stranger = connect(target)) {
            hello(1);
            frame.putInt(FrameHeader.LENGTH_OFFSET, -1, ByteOrder.LITTLE_ENDIAN);
            stranger.getOutputStream().write(frame.byteArray(), 0, FrameHeader.BODY_OFFSET);
            assertEnds(stranger);
        }
        assertServes(target);
    }

    @Test
    void silenceIsDroppedAndNobodyWaitsForIt() throws Exception {
        final ChildProcess target = receive("--deadline", "connect=1");
        try (Socket silent = connect(target); Socket hesitant = connect(target)) {
            hesitant.getOutputStream().write(frame.byteArray(), 0, hello(1) / 2);
            assertServes(target);
            assertEnds(silent);
            assertEnds(hesitant);
        }
    }

    @Test
    void aHelloWithoutAProofIsDropped() throws Exception {
        final ChildProcess target = receive("--deadline", "connect=1");
        try (Socket stranger = connect(target)) {
            stranger.getOutputStream().write(frame.byteArray(), 0, hello(1));
            assertEnds(stranger);
        }
        assertServes(target);
    }

    @Test
    void aTargetThatRefusesForItsVersion() throws Exception {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final ChildProcess source = node.send(address(stranger), "--transport", "tcp", "--rank", "0", file);
            try (Socket link = stranger.accept()) {
                final int length = refused(1, "protocol version 1 is not spoken here, version 2 is");
                link.getOutputStream().write(frame.byteArray(), 0, length);
                source.awaitFault(1, address(stranger), "protocol version 1");
            }
        }
    }

    @Test
    void aTargetOfAnotherVersion() throws Exception {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final ChildProcess source = node.send(address(stranger), "--transport", "tcp", "--rank", "0", file);
            try (Socket link = stranger.accept()) {
                link.getOutputStream().write(frame.byteArray(), 0, refused(OTHER_VERSION, "who are you"));
                source.awaitFault(1, address(stranger), "version", "2", "1");
            }
        }
    }

    @Test
    void aTargetThatTalksRubbish() throws Exception {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final ChildProcess source =
                node.send(address(stranger), "--transport", "tcp", "--rank", "0", file, "--deadline", "connect=1");
            stranger.setSoTimeout(100);
            while (source.isAlive()) {
                try (Socket link = stranger.accept()) {
                    link.getOutputStream().write("SSH-2.0-OpenSSH_9.6\r\n".getBytes(StandardCharsets.US_ASCII));
                    assertEnds(link);
                } catch (final SocketTimeoutException e) {
                    assertTrue(stranger.isBound());
                }
            }
            source.awaitFault(1, "bad frame from " + address(stranger));
        }
    }

    @Test
    void aTargetThatSaysNothing() throws Exception {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final ChildProcess source = node.send(
                address(stranger), "--transport", "tcp", "--rank", "0", file, "--deadline", "silence=1",
                "--deadline", "connect=2");
            source.awaitFault(1, address(stranger), "nothing heard");
        }
    }

    private ChildProcess receive(final String... options) throws Exception {
        final List<String> words = new ArrayList<>(List.of("--transport", "tcp", "--listen", "127.0.0.1:0"));
        words.addAll(List.of(options));
        return node.receive(words.toArray(String[]::new));
    }

    private void assertServes(final ChildProcess target) throws Exception {
        node.send(target, "--transport", "tcp", "--rank", "0", file).awaitExit(0);
        target.awaitExit(0);
        assertEquals(FILE_BYTES, Files.size(node.images("default").resolve("rank-0").resolve("ctx.0")));
    }

    private static void assertEnds(final Socket stranger) throws IOException {
        try {
            stranger.getInputStream().readAllBytes();
        } catch (final SocketTimeoutException e) {
            throw new AssertionError("the peer keeps the connection", e);
        } catch (final SocketException e) {
            assertEquals("Connection reset", e.getMessage());
        }
    }

    private static Socket connect(final ChildProcess target) throws Exception {
        final String address = Node.address(target);
        final Socket socket = new Socket();
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(ChildProcess.patienceSeconds()));
        socket.connect(new InetSocketAddress(
            InetAddress.getLoopbackAddress(), Integer.parseInt(address.substring(address.lastIndexOf(':') + 1))));
        return socket;
    }

    private static String address(final ServerSocket server) {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Encodes a Hello that is right but for its version. Returns its length. */
    private int hello(final int version) {
        final HelloEncoder hello = new HelloEncoder();
        hello.wrapAndApplyHeader(frame, FrameHeader.LENGTH, new MessageHeaderEncoder());
        hello.sessionHigh(1).sessionLow(2).attempt(0).epoch(3).chunkBytes(1 << 20).poolBytes(10 << 20).readDepth(16)
            .ranks(1).expectedBytes(0).credits(64).crc((short) 1)
            .job(Node.JOB).machine("x86_64; 6.1.0; glibc 2.36").checkpointer("");
        return ended(version, FrameHeader.LENGTH + MessageHeaderEncoder.ENCODED_LENGTH + hello.encodedLength());
    }

    private int refused(final int version, final String text) {
        final RefusedEncoder refused = new RefusedEncoder();
        refused.wrapAndApplyHeader(frame, FrameHeader.LENGTH, new MessageHeaderEncoder());
        refused.code(RefusalCode.PROTOCOL_VERSION).expected(OTHER_VERSION).got(1).text(text);
        return ended(version, FrameHeader.LENGTH + MessageHeaderEncoder.ENCODED_LENGTH + refused.encodedLength());
    }

    private int ended(final int version, final int length) {
        new MessageHeaderEncoder().wrap(frame, FrameHeader.LENGTH).version(version);
        frame.putInt(FrameHeader.LENGTH_OFFSET, length, ByteOrder.LITTLE_ENDIAN);
        return length;
    }
}
