package org.rankferry.protocol.session;

import org.rankferry.protocol.wire.Names;
import org.rankferry.protocol.wire.codec.RefusalCode;

/** Judges a source's terms: first by themselves, then against a target's. */
final class TermsCheck {
    private TermsCheck() {
    }

    /** What is wrong with terms whoever the target is, or null. */
    static Refusal ofItself(SourceTerms terms) {
        final String fault = Names.jobFault(terms.job());
        if (fault != null) {
            return new Refusal(RefusalCode.JOB, 0, 0, fault);
        }
        if (terms.epoch() < 1) {
            return refusal(RefusalCode.EPOCH, 1, terms.epoch(), "epoch is " + terms.epoch() + ", at least 1");
        }
        final int chunk = terms.chunkBytes();
        if (chunk < SourceTerms.LEAST_CHUNK_BYTES || chunk > SourceTerms.MOST_CHUNK_BYTES
            || Integer.bitCount(chunk) != 1) {
            return refusal(RefusalCode.CHUNK_SIZE, 0, chunk, "chunk size " + chunk + " is not a power of two from "
                + SourceTerms.LEAST_CHUNK_BYTES + " to " + SourceTerms.MOST_CHUNK_BYTES);
        }
        final long pool = terms.poolBytes();
        if (pool < chunk || pool % chunk != 0 || pool / chunk > SourceTerms.MOST_CHUNKS) {
            return refusal(RefusalCode.POOL_SIZE, 0, pool, "pool size " + pool + " is not 1 to "
                + SourceTerms.MOST_CHUNKS + " whole chunks of " + chunk);
        }
        return limits(terms);
    }

    /** Why a target does not serve a source, or null. */
    static Refusal against(SourceTerms terms, TargetTerms target) {
        if (target.job() != null && !target.job().equals(terms.job())) {
            return new Refusal(RefusalCode.JOB, 0, 0, "job " + terms.job() + " does not match this target's "
                + target.job() + "; give both ends the same --job");
        }
        if (target.epoch() != 0 && target.epoch() != terms.epoch()) {
            return mismatch(RefusalCode.EPOCH, "epoch", "--epoch", target.epoch(), terms.epoch());
        }
        if (target.chunkBytes() != 0 && target.chunkBytes() != terms.chunkBytes()) {
            return mismatch(RefusalCode.CHUNK_SIZE, "chunk size", "--chunk", target.chunkBytes(), terms.chunkBytes());
        }
        if (target.poolBytes() != 0 && target.poolBytes() != terms.poolBytes()) {
            return mismatch(RefusalCode.POOL_SIZE, "pool size", "--pool", target.poolBytes(), terms.poolBytes());
        }
        return null;
    }

    private static Refusal limits(SourceTerms terms) {
        if (terms.readDepth() < 1) {
            return refusal(RefusalCode.READ_DEPTH, 1, terms.readDepth(),
                "READ depth is " + terms.readDepth() + ", at least 1; raise --depth");
        }
        if (terms.ranks() < 1) {
            return refusal(RefusalCode.RANK, 1, terms.ranks(), "ranks is " + terms.ranks() + ", at least 1");
        }
        if (terms.expectedBytes() < 0) {
            return refusal(RefusalCode.SPACE, 0, terms.expectedBytes(),
                "expected bytes is " + terms.expectedBytes() + ", at least 0");
        }
        return credits(terms.credits());
    }

    /** What is wrong with the credits an end grants, or null. */
    static Refusal credits(int credits) {
        if (credits < SourceTerms.LEAST_CREDITS || credits > SourceTerms.MOST_CREDITS) {
            return refusal(RefusalCode.FRAME, SourceTerms.LEAST_CREDITS, credits, "credits is " + credits
                + ", expected " + SourceTerms.LEAST_CREDITS + " to " + SourceTerms.MOST_CREDITS);
        }
        return null;
    }

    private static Refusal mismatch(RefusalCode code, String what, String option, long expected, long got) {
        return refusal(code, expected, got, what + " " + got + " does not match this target's " + expected
            + "; give both ends the same " + option);
    }

    private static Refusal refusal(RefusalCode code, long expected, long got, String text) {
        return new Refusal(code, expected, got, text);
    }
}
