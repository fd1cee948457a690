package org.rankferry.engine.transport.tcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.codec.DataAttachEncoder;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;

/** The target's side of a source link as bare sockets, to send what no real target would. */
final class FakeTarget implements AutoCloseable {
    private final ServerSocketChannel server;
    private SocketChannel frames;
    private SocketChannel data;

    FakeTarget() throws IOException {
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    Endpoint endpoint() throws IOException {
        return new Endpoint.Inet("127.0.0.1", ((InetSocketAddress) server.getLocalAddress()).getPort());
    }

    SocketChannel acceptFrames() throws IOException {
        frames = server.accept();
        return frames;
    }

    SocketChannel acceptData() throws IOException {
        data = server.accept();
        return data;
    }

    /** What a data connection begins with. */
    static UnsafeBuffer attach(final long sessionHigh, final long sessionLow, final byte[] token) {
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[FrameHeader.BODY_OFFSET + DataAttachEncoder.BLOCK_LENGTH]);
        final DataAttachEncoder attach = new DataAttachEncoder()
            .wrapAndApplyHeader(frame, FrameHeader.LENGTH, new MessageHeaderEncoder())
            .sessionHigh(sessionHigh)
            .sessionLow(sessionLow);
        for (int i = 0; i < token.length; i++) {
            attach.token(i, (short) (token[i] & 0xFF));
        }
        FrameHeader.write(frame, 0, frame.capacity(), 0);
        return frame;
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (frames != null) {
            frames.close();
        }
        if (data != null) {
            data.close();
        }
    }
}
