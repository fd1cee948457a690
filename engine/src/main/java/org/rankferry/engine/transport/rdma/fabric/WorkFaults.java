package org.rankferry.engine.transport.rdma.fabric;

/** What the status of a completion means ({@code enum ibv_wc_status}), in words that help. */
final class WorkFaults {
    static final int SUCCESS = 0;
    private static final int FLUSHED = 5;
    private static final String[] MEANINGS = {
        "success",
        "local length error: the piece of memory is too short",
        "local queue pair operation error: this device could not send, its port or link may be down",
        "local end-to-end context error",
        "local protection error: the memory is not registered any more",
        "flushed: an earlier request failed",
        "memory window bind error",
        "bad response: the peer answered something else",
        "local access error: the memory is not registered for this",
        "remote invalid request: the peer's device does not allow it; its READ depth or message size is lower",
        "remote access error: the peer's key is not valid any more or its region is too small",
        "remote operation error: the peer's device failed",
        "transport retries exceeded: no answer from the peer's device; its host, its port or the link between is down",
        "receiver-not-ready retries exceeded: the peer does not take frames any more",
        "local RDD violation",
        "remote invalid RD request",
        "remote aborted",
        "invalid end-to-end context number",
        "invalid end-to-end context state",
        "fatal error of the device; see the kernel's log",
        "no answer within the timeout",
        "general error of the device; see the kernel's log",
    };

    private WorkFaults() {
    }

    /** Whether it only follows from an earlier failure of the same queue pair. */
    static boolean follows(final int status) {
        return status == FLUSHED;
    }

    /** The status in words, with its number. */
    static String describe(final int status) {
        final String meaning = status >= 0 && status < MEANINGS.length ? MEANINGS[status] : "unknown";
        return meaning + " (status " + status + ")";
    }
}
