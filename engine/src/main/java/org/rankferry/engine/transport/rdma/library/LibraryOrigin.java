package org.rankferry.engine.transport.rdma.library;

import java.util.Locale;

/** Where a libdisni comes from. */
public enum LibraryOrigin {
    /** Out of the engine's jar. */
    BUNDLED,
    /** The site's own, found on {@code java.library.path}. */
    INSTALLED,
    /** A file that was named. */
    FILE;

    /** The origin that a choice means; anything but the two names is the path of a file. */
    static LibraryOrigin of(final String choice) {
        if (choice.equals(BUNDLED.toString())) {
            return BUNDLED;
        }
        return choice.equals(INSTALLED.toString()) ? INSTALLED : FILE;
    }

    /** As a user writes it: {@code bundled}, {@code installed}, {@code file}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
