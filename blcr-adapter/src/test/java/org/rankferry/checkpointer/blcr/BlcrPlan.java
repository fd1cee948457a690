package org.rankferry.checkpointer.blcr;

/**
 * What {@link BlcrGenerator} writes.
 *
 * @param seed          of everything that is not given here.
 * @param rank          content depends on it.
 * @param scope         by number.
 * @param processes     in the stream.
 * @param threads       of each.
 * @param areas         mapped, of each process, beside one of the program's file and one of the kernel.
 * @param pages         of each area at the most.
 * @param floatingPoint bytes of floating-point state, 0 when no thread has used it.
 * @param callReturn    whether there is a return address of 32-bit system calls.
 * @param mappingBase   whether there is a place where mappings begin.
 * @param intoFile      whether page lists are aligned as in a file that is written past the cache.
 * @param longPipes     whether records of pipes have their size.
 */
public record BlcrPlan(
    long seed, int rank, int scope, int processes, int threads, int areas, int pages, int floatingPoint,
    boolean callReturn, boolean mappingBase, boolean intoFile, boolean longPipes) {

    /** One process of four threads, as a kernel 3.10 writes it into a pipe. */
    public static BlcrPlan of(final long seed, final int rank, final int areas, final int pages) {
        return new BlcrPlan(seed, rank, 0, 1, 4, areas, pages, 832, true, true, false, true);
    }

    /** With other processes. */
    public BlcrPlan of(final int newScope, final int newProcesses, final int newThreads) {
        return new BlcrPlan(seed, rank, newScope, newProcesses, newThreads, areas, pages, floatingPoint, callReturn,
            mappingBase, intoFile, longPipes);
    }

    /** From another kernel. */
    public BlcrPlan kernel(final int newFloatingPoint, final boolean newCallReturn, final boolean newMappingBase) {
        return new BlcrPlan(seed, rank, scope, processes, threads, areas, pages, newFloatingPoint, newCallReturn,
            newMappingBase, intoFile, longPipes);
    }

    /** Into a file, or by a release with short records of pipes. */
    public BlcrPlan shape(final boolean newIntoFile, final boolean newLongPipes) {
        return new BlcrPlan(seed, rank, scope, processes, threads, areas, pages, floatingPoint, callReturn,
            mappingBase, newIntoFile, newLongPipes);
    }
}
