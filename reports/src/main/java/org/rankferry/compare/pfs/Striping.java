package org.rankferry.compare.pfs;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How a file system spreads data. What can't be read is absent, never guessed.
 *
 * @param servers    that data of the file system is on; where a file system tells of files only, those (or the targets)
 *                   that a new file in the directory is spread over.
 * @param stripBytes of a file that lie on one server before the next one's turn.
 * @param copies     of each byte.
 */
record Striping(OptionalInt servers, OptionalLong stripBytes, OptionalInt copies) {
    /** Nothing is known. */
    static final Striping UNKNOWN = new Striping(OptionalInt.empty(), OptionalLong.empty(), OptionalInt.empty());

    static Striping of(final OptionalInt servers, final OptionalLong stripBytes) {
        return new Striping(servers, stripBytes, OptionalInt.empty());
    }
}
