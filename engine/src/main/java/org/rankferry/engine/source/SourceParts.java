package org.rankferry.engine.source;

import java.util.List;

import org.agrona.concurrent.errors.DistinctErrorLog;
import org.rankferry.bufferpool.ChunkPool;
import org.rankferry.engine.api.SourceObserver;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.observe.AgentCounters;
import org.rankferry.engine.observe.TransferEvents;
import org.rankferry.engine.transport.Door;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.PoolMemory;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.engine.transport.Transport;
import org.rankferry.protocol.session.SharedSecret;
import org.rankferry.protocol.session.SourceTerms;

/** What a source agent works with. All of it is owned, and closed, by {@link RunningSource}. */
record SourceParts(
    SourceOptions options, SourceTerms terms, Transport transport, List<Endpoint> targets, PoolMemory poolMemory,
    ChunkPool pool, OutgoingSet images, SharedSecret secret, Readiness readiness, Door door,
    AgentCounters counters, DistinctErrorLog errorLog, TransferEvents events, SourceObserver observer) {
}
