package org.rankferry.engine.target;

import org.agrona.concurrent.errors.DistinctErrorLog;
import org.rankferry.engine.api.Outcomes;
import org.rankferry.engine.api.TargetObserver;
import org.rankferry.engine.api.TargetOptions;
import org.rankferry.engine.observe.AgentCounters;
import org.rankferry.engine.observe.ChunkLatencies;
import org.rankferry.engine.store.ImageStore;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.engine.transport.TargetListener;
import org.rankferry.engine.transport.Transports;
import org.rankferry.protocol.session.SharedSecret;

/** What a target agent works with. All of it is owned, and closed, by {@link RunningTarget}. */
record TargetParts(
    TargetOptions options, Transports.Choice transport, ImageStore store, TargetListener listener,
    SharedSecret secret, Readiness readiness, ReaderDoor readers, AgentCounters counters, ChunkLatencies latencies,
    DistinctErrorLog errorLog, Outcomes outcomes, TargetObserver observer, long setupNs) {
}
