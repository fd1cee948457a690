package org.rankferry.engine.store.set;

import java.nio.file.Path;
import java.util.List;

import org.rankferry.protocol.image.Manifest;

/**
 * What {@link SetVerifier} found.
 *
 * @param directory of the set.
 * @param manifest  of the set, null when it can't be read.
 * @param bytes     that were read and checked.
 * @param seconds   it took.
 * @param faults    everything found, by file.
 */
public record Verification(Path directory, Manifest manifest, long bytes, double seconds, List<Fault> faults) {
    /** How bad it is. */
    public enum Severity {
        /** The set is not what was committed. */
        ERROR,
        /** The images are whole, but something is there that does not belong to them. */
        WARNING
    }

    /**
     * One finding.
     *
     * @param severity of it.
     * @param file     relative to the set's directory.
     * @param text     what is wrong with the file, with expected and found values.
     */
    public record Fault(Severity severity, String file, String text) {
        @Override
        public String toString() {
            return file + ": " + text;
        }
    }

    /** Whether the set is what was committed; warnings do not count. */
    public boolean ok() {
        return faults.stream().noneMatch(fault -> fault.severity() == Severity.ERROR);
    }

    /** {@code "ok"}, or the first fault, and how many there are. */
    public String summary() {
        final List<Fault> errors = faults.stream().filter(fault -> fault.severity() == Severity.ERROR).toList();
        if (errors.isEmpty()) {
            return "ok";
        }
        return errors.getFirst() + (errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more faults)");
    }
}
