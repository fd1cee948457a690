/**
 * System tests: the command line as users run it, agents and ranks in processes of their own, and what goes wrong with
 * them.
 *
 * <p>{@link org.rankferry.system.Programs} starts commands for the tests of their ordinary use. For the tests of bad
 * input {@link org.rankferry.system.Node} gives each one a run directory and a secret, starts {@code rankferry} and the
 * C ranks, and checks afterwards that nothing is left; {@link org.rankferry.system.ChildProcess} is a process whose end
 * is asserted: its exit code, and the one line in which it tells its fault. What a machine lacks for a test,
 * {@link org.rankferry.system.Needs} says.
 */
package org.rankferry.system;
