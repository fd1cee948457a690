package org.rankferry.engine.nativeio;

import java.io.IOException;

/** The file system has no room, or the user no quota left, for what was asked. */
public final class NoSpaceException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The message names the file, the bytes asked for and the C library's text. */
    public NoSpaceException(final String message) {
        super(message);
    }
}
