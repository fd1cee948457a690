package org.rankferry.engine.observe;

import java.util.Locale;

import org.rankferry.engine.nativeio.Libc;

/** How progress is shown; the values of {@code --progress}. */
public enum ProgressMode {
    /** {@link #TERMINAL} on a terminal, {@link #LINES} elsewhere. */
    AUTO,
    /** A block of lines, repainted. */
    TERMINAL,
    /** One line per second. */
    LINES,
    /** One JSON object per line and second. */
    JSON,
    /** Nothing. */
    NONE;

    /** The mode of a word on the command line; the message of a refusal names the choices. */
    public static ProgressMode parse(final String word) {
        for (final ProgressMode mode : values()) {
            if (mode.toString().equals(word)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("--progress " + word + ": one of auto, terminal, lines, json, none");
    }

    /** What {@link #AUTO} means for the file descriptor (1 or 2) that progress goes to. */
    public ProgressMode resolve(final int fd) {
        if (this != AUTO) {
            return this;
        }
        // TERM=dumb is how an editor or a CI runner says that it knows no cursor movements.
        return Libc.isatty(fd) && !"dumb".equals(System.getenv("TERM")) ? TERMINAL : LINES;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
