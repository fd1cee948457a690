package org.rankferry.engine.store.slab;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.rankferry.bufferpool.OwnerAccess;
import org.rankferry.engine.nativeio.NoSpaceException;
import org.rankferry.engine.store.StoreException;

/** Turns what the file system says into one line with the remedy. */
final class StoreFaults {
    private StoreFaults() {
    }

    static StoreException of(final String what, final Path where, final IOException e) {
        if (isFull(where, e)) {
            return new StoreException(what + ": no space left on its file system; free some, or give another --dir",
                true, e);
        }
        final String reason = String.valueOf(OwnerAccess.reason(e));
        if (e instanceof AccessDeniedException || reason.contains("Read-only")) {
            return new StoreException(what + ": " + reason + "; give a --dir this user may write to", false, e);
        }
        if (e instanceof NoSuchFileException) {
            return new StoreException(what + ": " + e.getMessage() + " does not exist", false, e);
        }
        return new StoreException(what + ": " + reason, false, e);
    }

    /** The JDK gives ENOSPC and EDQUOT as text only, in the user's language: the file system is asked as well. */
    private static boolean isFull(final Path where, final IOException e) {
        final String text = String.valueOf(e.getMessage());
        if (e instanceof NoSpaceException || text.contains("No space left") || text.contains("quota exceeded")) {
            return true;
        }
        try {
            return Files.getFileStore(where).getUsableSpace() == 0 && Files.getFileStore(where).getTotalSpace() > 0;
        } catch (final IOException unknown) {
            return false;
        }
    }
}
