package org.rankferry.report.model;

/**
 * What the model says of a configuration that was measured.
 *
 * @param configuration in words.
 * @param phase         of the migration.
 * @param measured      median, seconds.
 * @param modelled      seconds.
 */
public record Check(String configuration, String phase, double measured, double modelled) {
    private static final double PERCENT = 100;

    /** How far the model is from what was measured, in percent of that. */
    public double errorPercent() {
        return measured == 0 ? 0 : (modelled / measured - 1) * PERCENT;
    }
}
