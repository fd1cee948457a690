package org.rankferry.engine.source;

import java.util.List;

import org.rankferry.bufferpool.ChunkPool;
import org.rankferry.engine.api.Outcomes;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.observe.AgentCounter;
import org.rankferry.engine.observe.AgentCounters;
import org.rankferry.engine.observe.ChunkLatencies;
import org.rankferry.engine.transport.Fabric;
import org.rankferry.engine.transport.Transports;

/** Measures each set at the source and makes its result. Agent's thread. */
final class SourceResults {
    private final SourceOptions options;
    private final Transports.Choice choice;
    private final Fabric fabric;
    private final ChunkPool pool;
    private final AgentCounters counters;
    private final ChunkLatencies latencies;
    private final Outcomes outcomes;
    private final long setupNs;
    private long epoch;
    private long writingSinceNs;
    private long reconnectsBefore;

    SourceResults(
        final SourceOptions options, final Transports.Choice choice, final Fabric fabric, final ChunkPool pool,
        final AgentCounters counters, final ChunkLatencies latencies, final Outcomes outcomes, final long setupNs) {

        this.options = options;
        this.choice = choice;
        this.fabric = fabric;
        this.pool = pool;
        this.counters = counters;
        this.latencies = latencies;
        this.outcomes = outcomes;
        this.setupNs = setupNs;
    }

    void begin(final long newEpoch) {
        epoch = newEpoch;
        reconnectsBefore = counters.value(AgentCounter.RECONNECTS);
    }

    void writing(final long nowNs) {
        writingSinceNs = nowNs;
        latencies.reset();
    }

    void committed(final OutgoingSet images, final long nowNs, final long verifyNs, final long retries) {
        outcomes.committed(new TransferResult(
            options.job(), epoch, choice.transport().name(), choice.reason(), fabric.device(), List.of(),
            choice.transport().payloadCopies(), options.chunkBytes(), options.poolBytes(),
            Math.min(options.readDepth(), fabric.mostReads()), images.results(), nowNs - writingSinceNs, setupNs,
            latencies.summary(), retries, counters.value(AgentCounter.RECONNECTS) - reconnectsBefore,
            pool.highWater(), verifyNs, null));
    }

    void failed(final String fault) {
        outcomes.failed(fault);
    }
}
