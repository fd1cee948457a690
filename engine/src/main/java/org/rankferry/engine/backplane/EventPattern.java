package org.rankferry.engine.backplane;

import java.util.Locale;

/**
 * Which events a subscriber wants. {@code *} at the end of a space or name stands for anything.
 *
 * @param space   to which they belong.
 * @param name    of the events.
 * @param atLeast the least severity.
 */
public record EventPattern(String space, String name, Severity atLeast) {
    /** Everything. */
    public static final EventPattern ALL = new EventPattern("*", "*", Severity.INFO);

    private static final String ANYTHING = "*";

    /** Checks that a {@code *} stands at the end. */
    public EventPattern {
        check(space);
        check(name);
    }

    /** All events of a space. */
    public static EventPattern ofSpace(final String space) {
        return new EventPattern(space, ANYTHING, Severity.INFO);
    }

    /**
     * Reads {@code SPACE[/NAME][:SEVERITY]}, for example {@code rankferry.*}, {@code rankferry.migration/MIGRATE} or
     * {@code *:warning}.
     *
     * @throws IllegalArgumentException with what is wrong.
     */
    public static EventPattern parse(final String text) {
        final int colon = text.lastIndexOf(':');
        final String names = colon < 0 ? text : text.substring(0, colon);
        final int slash = names.indexOf('/');
        return new EventPattern(
            slash < 0 ? names : names.substring(0, slash), slash < 0 ? ANYTHING : names.substring(slash + 1),
            colon < 0 ? Severity.INFO : severity(text.substring(colon + 1)));
    }

    /** Whether an event is wanted. */
    public boolean matches(final Event event) {
        return event.severity().compareTo(atLeast) >= 0 && matches(space, event.space()) && matches(name, event.name());
    }

    private static boolean matches(final String pattern, final String text) {
        return pattern.endsWith(ANYTHING) ? text.startsWith(pattern.substring(0, pattern.length() - 1))
            : text.equals(pattern);
    }

    private static void check(final String pattern) {
        final int star = pattern.indexOf('*');
        if (pattern.isEmpty() || (star >= 0 && star != pattern.length() - 1)) {
            throw new IllegalArgumentException(
                "'" + pattern + "' is no pattern of events; write a name, or its beginning and *");
        }
    }

    private static Severity severity(final String text) {
        try {
            return Severity.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException(
                "'" + text + "' is no severity; give info, warning, error or fatal", e);
        }
    }
}
