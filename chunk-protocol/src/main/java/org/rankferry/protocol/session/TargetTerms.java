package org.rankferry.protocol.session;

import org.rankferry.protocol.wire.Names;

/**
 * What a target asks of a source.
 *
 * @param job name of the only job it takes, null for any
 * @param epoch the only epoch it takes, 0 for any
 * @param chunkBytes the only chunk size it takes, 0 for any
 * @param poolBytes the only pool size it takes, 0 for any
 * @param maxReadDepth most READs it keeps in flight, 1 or more; the source may offer fewer
 * @param credits frames it can take before it gives credits back,
 *     {@link SourceTerms#LEAST_CREDITS}..{@link SourceTerms#MOST_CREDITS}
 */
public record TargetTerms(String job, long epoch, int chunkBytes, long poolBytes, int maxReadDepth, int credits) {
    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException naming field and value
     */
    public TargetTerms {
        final String fault = job == null ? null : Names.jobFault(job);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        if (maxReadDepth < 1) {
            throw new IllegalArgumentException("read depth is " + maxReadDepth + ", at least 1");
        }
        if (credits < SourceTerms.LEAST_CREDITS || credits > SourceTerms.MOST_CREDITS) {
            throw new IllegalArgumentException("credits is " + credits + ", expected " + SourceTerms.LEAST_CREDITS
                + " to "
                + SourceTerms.MOST_CREDITS);
        }
    }
}
