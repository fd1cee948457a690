package org.rankferry.engine.source;

import java.util.List;

import org.rankferry.bufferpool.ChunkPool;
import org.rankferry.engine.agent.AgentHome;
import org.rankferry.engine.api.SourceObserver;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.observe.TransferEvents;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.Fabric;
import org.rankferry.engine.transport.PoolMemory;
import org.rankferry.engine.transport.Transport;
import org.rankferry.protocol.session.SourceTerms;

/** What a source agent works with. All of it is owned, and closed, by {@link RunningSource}. */
record SourceParts(
    SourceOptions options, SourceTerms terms, Transport transport, Fabric fabric, List<Endpoint> targets,
    PoolMemory poolMemory, ChunkPool pool, OutgoingSet images, AgentHome home, TransferEvents events,
    SourceObserver observer) {
}
