package org.rankferry.engine.observe;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** JFR: one stream of a rank's image ended; made by {@link TransferEvents}. */
@Name(StreamEvent.NAME)
@Label("Stream")
@Category("Rankferry")
@Description("A stream of a rank's image came to its end")
@StackTrace(false)
final class StreamEvent extends Event {
    static final String NAME = "rankferry.Stream";

    @Label("Job")
    String job;
    @Label("Epoch")
    long epoch;
    @Label("Rank")
    int rank;
    @Label("Stream")
    int stream;
    @Label("Bytes")
    @DataAmount
    long bytes;
    @Label("Chunks")
    long chunks;
    @Label("Outcome")
    String outcome;
    @Label("Latency")
    @Description("From its opening to its end")
    @Timespan(Timespan.NANOSECONDS)
    long latency;
}
