package org.rankferry.compare;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.observe.ResultJson;

/**
 * The results of a run, on disk from the first on: written anew and renamed whenever there are more, each marked as
 * partial until the run is complete. Used by one thread.
 */
final class ResultsFile {
    private final Path file;
    private final Map<String, Object> common;
    private final List<Entry> entries = new ArrayList<>();
    private List<ResultJson> written = List.of();

    private record Entry(Measured measured, String verify) {
    }

    /**
     * Nothing yet.
     *
     * @param file   or null for none.
     * @param common keys that every result of the run has.
     */
    ResultsFile(final Path file, final Map<String, Object> common) {
        this.file = file;
        this.common = common;
    }

    /** Makes the file, so that one that can't be written is known before anything is measured. */
    void begin() {
        write(true, "nothing was measured yet");
    }

    /** Takes what a session has measured, of a run that goes on. */
    void add(final List<Measured> measured, final String verify) {
        measured.forEach(one -> entries.add(new Entry(one, verify)));
        write(true, "the run has not ended");
    }

    /** Marks all as partial for a reason, or as complete when there is none. */
    void end(final String fault) {
        write(fault != null, fault);
    }

    /** As they were written last. */
    List<ResultJson> results() {
        return written;
    }

    private void write(final boolean partial, final String why) {
        final Map<String, Object> last = new LinkedHashMap<>(common);
        last.put("partial", partial);
        if (partial) {
            last.put("partial_reason", why);
        }
        written = entries.stream().map(entry -> entry.measured().toJson(last, entry.verify())).toList();
        if (file == null) {
            return;
        }
        final Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(fresh, ResultJson.toJson(written) + "\n");
            rename(fresh);
        } catch (final IOException e) {
            throw new TransferException("--json " + file + ": results can't be written: " + e, e);
        }
    }

    private void rename(final Path fresh) throws IOException {
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (final AtomicMoveNotSupportedException e) {
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
