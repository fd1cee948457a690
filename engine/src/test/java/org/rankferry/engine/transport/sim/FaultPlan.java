package org.rankferry.engine.transport.sim;

/**
 * Which faults, and when. READs and frames are counted from 1 over all links of the transport, so that what a reconnect
 * brings is not broken at the same place again; 0 means never.
 *
 * @param readErrorAt          the READ that completes with an error.
 * @param readErrorProbability of any READ, 0 to 1.
 * @param delayProbability     of any completion, 0 to 1.
 * @param delayPolls           a completion is held back for at the most.
 * @param flipAt               the READ that gets a wrong byte.
 * @param flipAlways           whether every READ after that one gets a wrong byte too.
 * @param flipProbability      of any READ, 0 to 1.
 * @param dropAt               the READ whose completion is never reported.
 * @param stallAtFrame         the frame in front of which the target hears nothing more.
 * @param stallPolls           for how many polls; {@link #FOR_GOOD} for ever.
 * @param loseBehind           the kind of frame (its template's id) whose first one the link is lost together with.
 * @param loseAtRead           the READ at which the link is lost.
 */
public record FaultPlan(
    long readErrorAt,
    double readErrorProbability,
    double delayProbability,
    int delayPolls,
    long flipAt,
    boolean flipAlways,
    double flipProbability,
    long dropAt,
    long stallAtFrame,
    int stallPolls,
    int loseBehind,
    long loseAtRead) {

    /** A stall that does not end. */
    public static final int FOR_GOOD = Integer.MAX_VALUE;

    /** No faults; the other methods add to it. */
    public static final FaultPlan NONE = new FaultPlan(0, 0, 0, 0, 0, false, 0, 0, 0, 0, 0, 0);

    /** The n-th READ fails. */
    public FaultPlan readErrorAt(final long n) {
        return new FaultPlan(n, readErrorProbability, delayProbability, delayPolls, flipAt, flipAlways, flipProbability,
            dropAt, stallAtFrame, stallPolls, loseBehind, loseAtRead);
    }

    /** Any READ may fail. */
    public FaultPlan readErrors(final double probability) {
        return new FaultPlan(readErrorAt, probability, delayProbability, delayPolls, flipAt, flipAlways,
            flipProbability, dropAt, stallAtFrame, stallPolls, loseBehind, loseAtRead);
    }

    /** Completions come late and out of order. */
    public FaultPlan delays(final double probability, final int polls) {
        return new FaultPlan(readErrorAt, readErrorProbability, probability, polls, flipAt, flipAlways, flipProbability,
            dropAt, stallAtFrame, stallPolls, loseBehind, loseAtRead);
    }

    /** The n-th READ brings a wrong byte; READ again, it is right. */
    public FaultPlan flipOnceAt(final long n) {
        return new FaultPlan(readErrorAt, readErrorProbability, delayProbability, delayPolls, n, false, flipProbability,
            dropAt, stallAtFrame, stallPolls, loseBehind, loseAtRead);
    }

    /** From the n-th on every READ brings a wrong byte. */
    public FaultPlan flipFrom(final long n) {
        return new FaultPlan(readErrorAt, readErrorProbability, delayProbability, delayPolls, n, true, flipProbability,
            dropAt, stallAtFrame, stallPolls, loseBehind, loseAtRead);
    }

    /** Any READ may bring a wrong byte. */
    public FaultPlan flips(final double probability) {
        return new FaultPlan(readErrorAt, readErrorProbability, delayProbability, delayPolls, flipAt, flipAlways,
            probability, dropAt, stallAtFrame, stallPolls, loseBehind, loseAtRead);
    }

    /** The completion of the n-th READ is never reported. */
    public FaultPlan dropAt(final long n) {
        return new FaultPlan(readErrorAt, readErrorProbability, delayProbability, delayPolls, flipAt, flipAlways,
            flipProbability, n, stallAtFrame, stallPolls, loseBehind, loseAtRead);
    }

    /** Nothing arrives in front of the n-th frame, for so many polls. */
    public FaultPlan stallAtFrame(final long n, final int polls) {
        return new FaultPlan(readErrorAt, readErrorProbability, delayProbability, delayPolls, flipAt, flipAlways,
            flipProbability, dropAt, n, polls, loseBehind, loseAtRead);
    }

    /** The link is lost together with the first frame of this kind: what was sent behind it never arrives. */
    public FaultPlan loseBehind(final int templateId) {
        return new FaultPlan(readErrorAt, readErrorProbability, delayProbability, delayPolls, flipAt, flipAlways,
            flipProbability, dropAt, stallAtFrame, stallPolls, templateId, loseAtRead);
    }

    /** The link is lost at the n-th READ. */
    public FaultPlan loseAtRead(final long n) {
        return new FaultPlan(readErrorAt, readErrorProbability, delayProbability, delayPolls, flipAt, flipAlways,
            flipProbability, dropAt, stallAtFrame, stallPolls, loseBehind, n);
    }
}
