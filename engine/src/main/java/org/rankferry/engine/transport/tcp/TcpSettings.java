package org.rankferry.engine.transport.tcp;

import java.util.concurrent.TimeUnit;

/**
 * What the sockets are made with.
 *
 * @param sendBytes    of a socket's send buffer, 0 for what the kernel chooses and tunes.
 * @param receiveBytes of a socket's receive buffer, 0 for what the kernel chooses and tunes.
 * @param readBudget   bytes that one {@code pollReads} takes in at the most, so that the agent gets to its other work.
 * @param writeBudget  bytes that one {@code serve} writes at the most.
 * @param firstFrameNs after which a connection that has not shown its first frame is closed.
 * @param arrivals     connections that may wait for their first frame; the oldest makes room for another.
 */
record TcpSettings(
    int sendBytes, int receiveBytes, int readBudget, int writeBudget, long firstFrameNs, int arrivals) {

    static final TcpSettings DEFAULT =
        new TcpSettings(0, 0, 2 << 20, 2 << 20, TimeUnit.SECONDS.toNanos(5), 16);
}
