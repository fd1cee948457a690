package org.rankferry.engine.transport.rdma.fabric;

/** Takes the completions of one queue pair. */
interface Completions {
    /**
     * A work request has ended.
     *
     * @param kind   of it, a constant of {@link WorkId}.
     * @param index  of it among its kind.
     * @param status {@link WorkFaults#SUCCESS} or why it failed.
     * @param bytes  that a RECV brought; undefined for others.
     */
    void onCompletion(int kind, int index, int status, int bytes);
}
