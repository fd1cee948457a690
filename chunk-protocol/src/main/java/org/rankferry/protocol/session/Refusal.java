package org.rankferry.protocol.session;

import org.rankferry.protocol.wire.codec.RefusalCode;

/**
 * Why a peer or a rank is not served.
 *
 * @param code what it was refused for
 * @param expected the value that would do, where one number says it; else 0
 * @param got the value it had, where one number says it; else 0
 * @param text one line with both values and the remedy
 */
public record Refusal(RefusalCode code, long expected, long got, String text) {
}
