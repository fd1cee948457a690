/**
 * System tests: agents and ranks as processes of their own, as a user runs them, and what goes wrong with them.
 *
 * <p>{@link org.rankferry.system.Node} gives each test a run directory and a secret, starts {@code rankferry} and the C
 * ranks, and checks afterwards that nothing is left. {@link org.rankferry.system.ChildProcess} is a process whose end is
 * asserted: its exit code, and the one line in which it tells its fault. What a machine lacks for a test,
 * {@link org.rankferry.system.Needs} says.
 */
package org.rankferry.system;
