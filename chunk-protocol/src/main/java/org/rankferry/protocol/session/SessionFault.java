package org.rankferry.protocol.session;

import org.rankferry.protocol.wire.codec.AbortCode;

/**
 * Why a session or an image set was given up.
 *
 * @param code kind of fault
 * @param rank it is about, -1 for none
 * @param stream it is about, -1 for none
 * @param position in the stream, -1 for none
 * @param text one line
 */
public record SessionFault(AbortCode code, int rank, int stream, long position, String text) {
    /**
     * A fault that is about no single stream.
     *
     * @param code kind of fault
     * @param text one line
     * @return the fault
     */
    public static SessionFault of(AbortCode code, String text) {
        return new SessionFault(code, -1, -1, -1, text);
    }
}
