package org.rankferry.system;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Tests that go through many cases alike. They take all of them when the system property {@value #PROPERTY} is true, as
 * {@code bin/verify --all} has it; else some, other ones each day.
 */
public final class Sweep {
    static final String PROPERTY = "rankferry.test.sweep";

    private Sweep() {
    }

    static boolean isWhole() {
        return Boolean.getBoolean(PROPERTY);
    }

    /** All cases, or so many of them. */
    public static <T> List<T> of(final List<T> cases, final int some, final Object row) {
        if (isWhole()) {
            return cases;
        }
        final long seed = LocalDate.now(ZoneOffset.UTC).toEpochDay() * 31 + row.hashCode();
        final List<T> shuffled = new ArrayList<>(cases);
        Collections.shuffle(shuffled, new Random(seed));
        final List<T> taken = shuffled.subList(0, some);
        System.out.println("of " + cases + " for " + row + ": " + taken + " (seed " + seed + ")");
        return taken;
    }
}
