package org.rankferry.engine.nativeio;

import java.io.IOException;

/** A wait for input has come to its deadline. */
public final class WaitTooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    WaitTooLongException(final String message) {
        super(message);
    }
}
