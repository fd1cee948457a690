package org.rankferry.engine.health;

import java.util.Locale;

/**
 * What the value of a sensor is held against. Upper limits: a value at the limit or above calls for it.
 *
 * @param warning limit, or infinite for none.
 * @param failing limit, or infinite for none.
 * @param margin  by which a value must fall below a limit until that is over.
 * @param unit    behind numbers.
 */
record Limits(double warning, double failing, double margin, String unit) {
    /** What a value says. */
    Reading judge(final String sensor, final double value) {
        final Health raised = of(value);
        final String reason = raised == Health.OK ? ""
            : sensor + " is at " + text(value) + ", limit " + text(raised == Health.FAILING ? failing : warning);
        return new Reading(sensor, text(value), limit(), raised, of(value + margin), reason);
    }

    private Health of(final double value) {
        return value >= failing ? Health.FAILING : value >= warning ? Health.WARNING : Health.OK;
    }

    private String limit() {
        if (Double.isInfinite(Math.min(warning, failing))) {
            return Reading.NO_LIMIT;
        }
        return warning < failing && !Double.isInfinite(failing) ? text(warning) + ", " + text(failing)
            : text(Math.min(warning, failing));
    }

    private String text(final double value) {
        return (value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.1f", value))
            + unit;
    }
}
