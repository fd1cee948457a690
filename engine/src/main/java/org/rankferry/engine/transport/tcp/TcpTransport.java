package org.rankferry.engine.transport.tcp;

import org.rankferry.engine.transport.Availability;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.Fabric;
import org.rankferry.engine.transport.FabricNeeds;
import org.rankferry.engine.transport.FrameChannel;
import org.rankferry.engine.transport.LinkOptions;
import org.rankferry.engine.transport.PoolMemory;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.engine.transport.SocketConnect;
import org.rankferry.engine.transport.SourceLink;
import org.rankferry.engine.transport.TargetListener;
import org.rankferry.engine.transport.Transport;
import org.rankferry.engine.transport.TransportException;

/** {@code tcp}: frames on one TCP connection, READs served on another. Takes {@code HOST:PORT} only. */
public final class TcpTransport implements Transport {
    private static final int AUTO_ORDER = 100;
    private static final int COPIES = 2;

    private final TcpSettings settings;

    /** With settings that suit bulk. */
    public TcpTransport() {
        this(TcpSettings.DEFAULT);
    }

    TcpTransport(final TcpSettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public int autoOrder() {
        return AUTO_ORDER;
    }

    @Override
    public int payloadCopies() {
        return COPIES;
    }

    @Override
    public Availability availability(final FabricNeeds needs) {
        return new Availability(true, "TCP sockets are on every host");
    }

    @Override
    public void check(final Endpoint target) {
        if (inet(target).port() == 0) {
            throw new TransportException("can't connect to " + target + ": give the port the target listens at");
        }
    }

    @Override
    public Fabric open(final FabricNeeds needs, final Readiness readiness) {
        return new Sockets(readiness);
    }

    private final class Sockets implements Fabric {
        private final Readiness readiness;

        Sockets(final Readiness readiness) {
            this.readiness = readiness;
        }

        @Override
        public SourceLink connect(final Endpoint target, final PoolMemory pool, final LinkOptions options) {
            check(target);
            final FrameChannel frames = FrameChannel.connecting(
                SocketConnect.begin(target, options.connectTimeoutNs()), target.toString(), options, readiness);
            return new TcpSourceLink(frames, inet(target), pool, options, readiness, settings);
        }

        @Override
        public TargetListener listen(final Endpoint at, final LinkOptions options) {
            return new TcpListener(inet(at), options, readiness, settings);
        }
    }

    private static Endpoint.Inet inet(final Endpoint endpoint) {
        if (endpoint instanceof Endpoint.Inet inet) {
            return inet;
        }
        throw new TransportException(
            "transport tcp can't use " + endpoint + ": give HOST:PORT, or --transport shm for a target on this host");
    }
}
