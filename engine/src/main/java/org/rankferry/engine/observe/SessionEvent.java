package org.rankferry.engine.observe;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** JFR: one session between source and target, from the link to its end; made by {@link TransferEvents}. */
@Name(SessionEvent.NAME)
@Label("Session")
@Category("Rankferry")
@Description("A session between source and target agent, with its duration")
@StackTrace(false)
final class SessionEvent extends Event {
    static final String NAME = "rankferry.Session";

    @Label("Job")
    String job;
    @Label("Epoch")
    long epoch;
    @Label("Transport")
    String transport;
    @Label("Peer")
    String peer;
    @Label("Bytes")
    @DataAmount
    long bytes;
    @Label("Retries")
    long retries;
    @Label("Outcome")
    String outcome;
}
