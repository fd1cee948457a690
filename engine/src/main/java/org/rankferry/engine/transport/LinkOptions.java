package org.rankferry.engine.transport;

/**
 * What both ends of a link are made with.
 *
 * @param connectTimeoutNs after which a connect that has not succeeded is LOST.
 * @param credits          frames the session takes before it gives credits back: receives to keep posted.
 */
public record LinkOptions(long connectTimeoutNs, int credits) {
}
