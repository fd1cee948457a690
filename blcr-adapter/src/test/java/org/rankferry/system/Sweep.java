package org.rankferry.system;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;

/**
 * Tests that go through many cases alike. They take all of them when the system property {@value #PROPERTY} is true, as
 * {@code bin/verify --all} has it; else some, other ones each day.
 */
final class Sweep {
    static final String PROPERTY = "rankferry.test.sweep";

    private Sweep() {
    }

    static boolean isWhole() {
        return Boolean.getBoolean(PROPERTY);
    }

    /** All cases, or one of them. */
    static <T> List<T> of(final List<T> cases, final Object row) {
        if (isWhole()) {
            return cases;
        }
        final long seed = LocalDate.now(ZoneOffset.UTC).toEpochDay() * 31 + row.hashCode();
        final T taken = cases.get(new Random(seed).nextInt(cases.size()));
        System.out.println("of " + cases + " for " + row + ": " + taken + " (seed " + seed + ")");
        return List.of(taken);
    }
}
