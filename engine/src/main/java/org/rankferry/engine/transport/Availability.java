package org.rankferry.engine.transport;

/**
 * Whether a transport can run here.
 *
 * @param usable true when it can.
 * @param reason why, or why not, in one line; with the remedy when not.
 */
public record Availability(boolean usable, String reason) {
}
