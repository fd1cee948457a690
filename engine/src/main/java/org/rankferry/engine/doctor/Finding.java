package org.rankferry.engine.doctor;

import java.util.Arrays;

import org.rankferry.engine.transport.TransportException;

/**
 * What a check has found, in one line.
 *
 * @param check  short name, for example {@code memlock}.
 * @param status of it.
 * @param found  what there is.
 * @param remedy what to do; empty when it is ok.
 */
public record Finding(String check, Status status, String found, String remedy) {
    /** Where the remedy begins in an error of a transport, the surest sign first. */
    private static final String[] REMEDY_MARKS = {"; ", ": "};

    /** Nothing to do. */
    public static Finding ok(final String check, final String found) {
        return new Finding(check, Status.OK, found, "");
    }

    /** Better put right. */
    public static Finding warn(final String check, final String found, final String remedy) {
        return new Finding(check, Status.WARN, found, remedy);
    }

    /** To be put right. */
    public static Finding fail(final String check, final String found, final String remedy) {
        return new Finding(check, Status.FAIL, found, remedy);
    }

    /** What a transport says it can't do; its message ends with the remedy. */
    public static Finding fail(final String check, final TransportException fault) {
        final String text = fault.getMessage();
        return Arrays.stream(REMEDY_MARKS).filter(text::contains).findFirst()
            .map(mark -> fail(
                check, text.substring(0, text.indexOf(mark)), text.substring(text.indexOf(mark) + mark.length())))
            .orElseGet(() -> fail(check, text, "see docs/operations.md"));
    }

    /** For people. */
    @Override
    public String toString() {
        return String.format("%-4s  %-9s  %s", status, check, found) + (remedy.isEmpty() ? "" : "; " + remedy);
    }
}
