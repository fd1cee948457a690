package org.rankferry.system;

/**
 * How long tests wait for what should happen at once. A machine that is emulated is ten times slower than others; there
 * the system property {@value #PROPERTY} says how many times longer everything takes, and streams are shorter.
 */
final class Patience {
    static final String PROPERTY = "rankferry.test.patience";
    private static final int FACTOR = Integer.getInteger(PROPERTY, 1);
    /** Deadlines run out in some tests, so they grow less. Large enough for an agent to notice a healthy peer. */
    private static final int DEADLINE_FACTOR = Math.min(FACTOR, 3);

    private Patience() {
    }

    /** What is so long on a fast machine. */
    static long times(final long fast) {
        return fast * FACTOR;
    }

    /** Seconds to wait here for what takes less than this on a fast machine. */
    static int seconds(final int fast) {
        return fast * FACTOR;
    }

    /** Length of a stream that is to take a while. */
    static int bytes(final int fast) {
        return fast / FACTOR;
    }

    /** Seconds for {@code --deadline}. */
    static int deadline(final int fast) {
        return fast * DEADLINE_FACTOR;
    }

    /** A value of {@code --deadline}, such as {@code silence=1}. */
    static String deadline(final String name, final int fast) {
        return name + "=" + deadline(fast);
    }
}
