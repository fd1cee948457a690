package org.rankferry.bench.remote;

import java.nio.file.Path;
import java.util.Map;

import org.rankferry.bench.measure.MachineSample;
import org.rankferry.bench.scene.BenchCase;
import org.rankferry.bench.scene.Given;
import org.rankferry.bench.scene.TargetEnd;
import org.rankferry.bench.scene.TargetSet;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.transport.Endpoint;

/** A server, as the client sees it. Used by one thread. */
public final class RemoteBench implements AutoCloseable {
    private static final int PATIENCE_S = 30;
    /** Memory is touched, read and compared at least this fast, or something is wrong. */
    private static final long LEAST_BYTES_PER_S = 50L << 20;

    private final ControlLink link;
    private final Endpoint.Inet server;

    /**
     * Connects, and makes sure that both ends know the secret.
     *
     * @param server     host and port.
     * @param secretFile that the server has too.
     * @throws TransferException in one line, when there is no server, or it is not the one that is wanted.
     */
    public RemoteBench(final Endpoint.Inet server, final Path secretFile) {
        this.server = server;
        link = ControlLink.connect(server, PATIENCE_S);
        try {
            new Handshake(secretFile).greet(link);
        } catch (final ControlLink.GoneException e) {
            link.close();
            throw new TransferException(e.getMessage() + "; see what it said there", e);
        } catch (final RuntimeException e) {
            link.close();
            throw e;
        }
    }

    /** Where it is. */
    public String address() {
        return server.toString();
    }

    /** What its machine has done so far. */
    public MachineSample machine() {
        return MachineSample.ofMap(ask(Ask.MACHINE.line(), 0));
    }

    /** A target there. */
    public TargetEnd open(final BenchCase spec, final long seed) {
        final Map<String, Object> line = Ask.OPEN.line();
        line.put(Ask.CASE, spec.toMap());
        line.put(Ask.SEED, seed);
        final Map<String, Object> answer = ask(line, spec.bytes());
        return new RemoteTarget(
            spec, Given.number(answer, Ask.SCENE, 1, Integer.MAX_VALUE), Given.text(answer, Ask.ADDRESS));
    }

    @Override
    public void close() {
        link.close();
    }

    private Map<String, Object> ask(final Map<String, Object> line, final long bytes) {
        try {
            link.send(line);
            final Map<String, Object> answer =
                link.receive(PATIENCE_S + (int) Math.min(bytes / LEAST_BYTES_PER_S, Integer.MAX_VALUE / 2));
            if (answer.get(Ask.FAULT) != null) {
                throw new TransferException(link.peer() + ": " + answer.get(Ask.FAULT));
            }
            return answer;
        } catch (final ControlLink.GoneException e) {
            throw gone("at '" + line.get(Ask.KEY) + "'", e);
        }
    }

    private TransferException gone(final String when, final RuntimeException cause) {
        return new TransferException(link.peer() + " went away " + when
            + "; see what it said there, and start it again with: rankferry bench --listen " + server
            + " --secret-file FILE", cause);
    }

    /** One of its targets. */
    private final class RemoteTarget implements TargetEnd {
        private final BenchCase spec;
        private final long scene;
        private final String address;

        RemoteTarget(final BenchCase spec, final long scene, final String address) {
            this.spec = spec;
            this.scene = scene;
            this.address = address;
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public String thread() {
            return null;
        }

        @Override
        public int streamsOpen() {
            return -1;
        }

        @Override
        public void begin() {
            of(Ask.BEGIN);
        }

        @Override
        public TargetSet received() {
            return TargetSet.ofMap(of(Ask.RECEIVED));
        }

        @Override
        public String check() {
            return (String) of(Ask.CHECK).get(Ask.WRONG);
        }

        @Override
        public void recycle() {
            of(Ask.RECYCLE);
        }

        @Override
        public TransferException explain(final TransferException fault) {
            return link.isGone() ? gone("while an image set was moved", fault) : fault;
        }

        @Override
        public void close() {
            if (!link.isGone()) {
                of(Ask.CLOSE);
            }
        }

        private Map<String, Object> of(final Ask ask) {
            final Map<String, Object> line = ask.line();
            line.put(Ask.SCENE, scene);
            return ask(line, spec.bytes());
        }
    }
}
