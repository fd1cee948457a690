package org.rankferry.engine.transport.shm;

import java.nio.charset.StandardCharsets;

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

/** {@code shm}: frames on a Unix-domain socket, READ as a copy from the mapped pool. Takes {@code unix:PATH} only. */
public final class ShmTransport implements Transport {
    private static final int ONLY_BY_NAME = -1;
    private static final int MAX_SOCKET_PATH = 107;

    @Override
    public String name() {
        return "shm";
    }

    @Override
    public int autoOrder() {
        return ONLY_BY_NAME;
    }

    @Override
    public int payloadCopies() {
        return 1;
    }

    @Override
    public Availability availability(final FabricNeeds needs) {
        if (System.getProperty("os.name").equals("Linux")) {
            return new Availability(true, "both ends on this host share memory");
        }
        return new Availability(false, "shared memory is done for Linux only; use --transport tcp");
    }

    @Override
    public void check(final Endpoint target) {
        local(target);
    }

    @Override
    public Fabric open(final FabricNeeds needs, final Readiness readiness) {
        return new SharedMemory(readiness);
    }

    private record SharedMemory(Readiness readiness) implements Fabric {
        @Override
        public SourceLink connect(final Endpoint target, final PoolMemory pool, final LinkOptions options) {
            final Endpoint.Local local = local(target);
            final FrameChannel frames = FrameChannel.connecting(
                SocketConnect.begin(local, options.connectTimeoutNs()), target.toString(), options, readiness);
            return new ShmSourceLink(frames, pool);
        }

        @Override
        public TargetListener listen(final Endpoint at, final LinkOptions options) {
            return new ShmListener(local(at), options, readiness);
        }
    }

    private static Endpoint.Local local(final Endpoint endpoint) {
        if (endpoint instanceof Endpoint.Local local) {
            final int length = local.path().toString().getBytes(StandardCharsets.UTF_8).length;
            if (length > MAX_SOCKET_PATH) {
                throw new TransportException("transport shm can't use " + endpoint + ": the path is " + length
                    + " bytes long, a socket's has " + MAX_SOCKET_PATH + " at the most; give a shorter one");
            }
            return local;
        }
        throw new TransportException("transport shm can't use " + endpoint
            + ": both ends are on this host, so give unix:PATH; for another host use --transport tcp");
    }
}
