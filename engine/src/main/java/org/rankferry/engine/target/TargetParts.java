package org.rankferry.engine.target;

import org.rankferry.engine.agent.AgentHome;
import org.rankferry.engine.api.Outcomes;
import org.rankferry.engine.api.TargetObserver;
import org.rankferry.engine.api.TargetOptions;
import org.rankferry.engine.observe.ChunkLatencies;
import org.rankferry.engine.store.ImageStore;
import org.rankferry.engine.transport.Fabric;
import org.rankferry.engine.transport.TargetListener;
import org.rankferry.engine.transport.Transports;

/** What a target agent works with. All of it is owned, and closed, by {@link RunningTarget}. */
record TargetParts(
    TargetOptions options, Transports.Choice transport, Fabric fabric, ImageStore store, TargetListener listener,
    AgentHome home, ReaderDoor readers, ChunkLatencies latencies, Outcomes outcomes, TargetObserver observer,
    long setupNs) {
}
