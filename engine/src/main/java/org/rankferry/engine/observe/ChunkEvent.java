package org.rankferry.engine.observe;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** JFR: one chunk went through; made by {@link TransferEvents}. Off until a recording asks for it by name. */
@Name(ChunkEvent.NAME)
@Label("Chunk")
@Category("Rankferry")
@Description("A chunk was read, checked and released, or given up")
@StackTrace(false)
@Enabled(false)
final class ChunkEvent extends Event {
    static final String NAME = "rankferry.Chunk";

    @Label("Job")
    String job;
    @Label("Epoch")
    long epoch;
    @Label("Rank")
    int rank;
    @Label("Stream")
    int stream;
    @Label("Position")
    @Description("Of its first byte in the stream")
    long position;
    @Label("Bytes")
    @DataAmount
    long bytes;
    @Label("Retries")
    int retries;
    @Label("Outcome")
    String outcome;
    @Label("Latency")
    @Description("From its READ's posting to its release")
    @Timespan(Timespan.NANOSECONDS)
    long latency;
}
