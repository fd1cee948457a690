/**
 * {@code rankferry compare}: what a node that is about to fail costs a job, by migration and by other means, measured
 * with the same real job in one run.
 *
 * <p>A {@link org.rankferry.compare.ComparePlan} says which {@link org.rankferry.compare.Workload}s are put through
 * which {@link org.rankferry.compare.Strategy}s, and how often. {@link org.rankferry.compare.Comparison} starts the
 * agents of all nodes as processes of this machine ({@link org.rankferry.compare.NodeProcesses}) and goes through all
 * strategies round after round, so that what disturbs the machine disturbs all of them. Strategies that the same job
 * can go through, one after the other, share a {@link org.rankferry.compare.Session}: one
 * {@link org.rankferry.compare.SolverJob}, whose answer is compared in the end with that of a run by one process that
 * nobody has moved. Every run of a strategy is a result of its own; medians are for those who read them.
 *
 * <p>Results are written after every session, so that a comparison that is cut off leaves what it has measured, marked
 * as partial ({@link org.rankferry.compare.ResultsFile}).
 *
 * <p>Stands on the command line of the engine, which it starts like an operator would: {@code agent}, {@code job},
 * {@code migrate}, {@code checkpoint}, {@code restart}, {@code spare}.
 */
package org.rankferry.compare;
