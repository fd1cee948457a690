/**
 * System tests: the command line as users run it, agents and ranks in processes of their own, and what goes wrong with
 * them.
 *
 * <p>{@link org.rankferry.system.Node} gives each test a run directory and a secret, starts {@code rankferry} and the C
 * ranks, and checks afterwards that nothing is left; {@link org.rankferry.system.ChildProcess} is a process whose end
 * is asserted: its exit code, and the one line in which it tells its fault. The demo brings its own processes, which
 * {@link org.rankferry.system.Programs} watches. What a machine lacks for a test, {@link org.rankferry.system.Needs}
 * says.
 *
 * <p>The same tests run over any network transport, on any kind of machine: {@link org.rankferry.system.Wire} says over
 * which, {@link org.rankferry.system.Patience} how slow it is. {@link org.rankferry.system.RdmaInVmTest} runs all that
 * are about the network over RDMA verbs, as an {@link org.rankferry.system.InnerRun} in a
 * {@link org.rankferry.system.VirtualMachine}, where {@link org.rankferry.system.WarmJvm} makes them bearable.
 * docs/testing.md tells how to run one by hand.
 */
package org.rankferry.system;
