package org.rankferry.engine.target;

import java.security.SecureRandom;

import org.rankferry.engine.api.TargetObserver;
import org.rankferry.engine.transport.PoolRegions;
import org.rankferry.protocol.session.HeldSink;
import org.rankferry.protocol.session.PoolRegion;
import org.rankferry.protocol.session.Refusal;
import org.rankferry.protocol.session.SessionFault;
import org.rankferry.protocol.session.SharedSecret;
import org.rankferry.protocol.session.SourceTerms;
import org.rankferry.protocol.session.TargetEvents;

/** What the session of one peer tells and asks, told to the reception. The handshake is the peer's own affair. */
final class PeerEvents implements TargetEvents {
    private final SourcePeer source;
    private final SetReception reception;
    private final TargetObserver observer;
    private final SecureRandom random;
    private SourceTerms terms;
    private int attempt;

    PeerEvents(
        final SourcePeer source, final SetReception reception, final TargetObserver observer,
        final SecureRandom random) {

        this.source = source;
        this.reception = reception;
        this.observer = observer;
        this.random = random;
    }

    @Override
    public Refusal onHello(final SourceTerms offered, final int offeredAttempt) {
        terms = offered;
        attempt = offeredAttempt;
        return reception.admit(offered, offeredAttempt);
    }

    @Override
    public void onAuthenticated(final HeldSink sink) {
        reception.welcome(source, terms, attempt, sink);
    }

    @Override
    public byte[] dataToken() {
        final byte[] token = new byte[SharedSecret.PROOF_LENGTH];
        random.nextBytes(token);
        source.link().expectData(terms.sessionHigh(), terms.sessionLow(), token);
        return token;
    }

    @Override
    public void onRefused(final Refusal refusal) {
        observer.onRefused(source.address(), refusal.text());
    }

    @Override
    public void onPoolRegions(final PoolRegion[] regions, final String path) {
        if (assembly() != null) {
            assembly().onPoolRegions(new PoolRegions(regions, path));
        }
    }

    @Override
    public void onStreamOpen(
        final int rank, final int stream, final boolean seekable, final long expectedBytes, final String name) {
        if (assembly() != null) {
            assembly().onStreamOpen(rank, stream, seekable, expectedBytes, name);
        }
    }

    @Override
    public void onChunkReady(
        final int rank, final int stream, final int chunk, final long position, final int length, final int crc,
        final long ordinal) {
        if (assembly() != null) {
            assembly().onChunkReady(rank, stream, chunk, position, length, crc, ordinal);
        }
    }

    @Override
    public void onStreamEnd(
        final int rank, final int stream, final long length, final long chunks, final boolean digestKnown,
        final int crc) {
        if (assembly() != null) {
            assembly().onStreamEnd(rank, stream, length, chunks, digestKnown, crc);
        }
    }

    @Override
    public void onImageEnd(final int rank, final int streams) {
        if (assembly() != null) {
            assembly().onImageEnd(rank, streams);
        }
    }

    @Override
    public void onSetEnd(final int ranks, final long bytes) {
        if (assembly() != null) {
            assembly().onSetEnd(ranks, bytes);
            reception.onSetEndAgain();
        }
    }

    @Override
    public void onAbort(final SessionFault fault) {
        if (assembly() != null) {
            assembly().onSourceAbort(fault);
        }
    }

    /** Null once another peer has taken this one's place. */
    private SetAssembly assembly() {
        return reception.assemblyOf(source);
    }
}
