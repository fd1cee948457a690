package org.rankferry.bench.measure;

/**
 * What a machine did between two looks.
 *
 * @param seconds      between them.
 * @param cores        of it.
 * @param othersCores  cores' worth of CPU that went to processes which do not belong to the benchmark.
 * @param stealPercent of the CPU time that a hypervisor gave to others.
 * @param load         average over the minute before the first look.
 */
public record MachineUse(double seconds, int cores, double othersCores, double stealPercent, double load) {
    private static final double PERCENT = 100;

    /**
     * Between two looks at one machine.
     *
     * @param partner CPU seconds of what belongs to the benchmark there beside the process that looked.
     */
    public static MachineUse between(final MachineSample before, final MachineSample after, final double partner) {
        final double all = after.allSeconds() - before.allSeconds();
        final double seconds = all / Math.max(1, after.cores());
        final double others = after.busySeconds() - before.busySeconds()
            - (after.ownSeconds() - before.ownSeconds()) - partner;
        return new MachineUse(
            seconds, after.cores(), seconds > 0 ? Math.max(0, others / seconds) : 0,
            all > 0 ? (after.stealSeconds() - before.stealSeconds()) / all * PERCENT : 0, before.load());
    }
}
