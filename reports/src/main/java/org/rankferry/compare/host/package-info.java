/**
 * What comparisons borrow from the host they run on: programs of others, mounts, and places to put things.
 *
 * <p>A {@link org.rankferry.compare.host.Tool} is a program that may not be installed and the package that brings it. A
 * {@link org.rankferry.compare.host.ProgramRun} runs one to its end; a {@link org.rankferry.compare.host.WorkPlace} is
 * a directory with the long-lived ones in it, which end with it, with this process whatever way that ends, or are
 * removed by the next that opens a place beside it. {@link org.rankferry.compare.host.MountTable} and
 * {@link org.rankferry.compare.host.TcpTable} read what the kernel knows. Every wait has a deadline
 * ({@link org.rankferry.compare.host.Deadline}).
 *
 * <p>Uses {@code engine.nativeio} and the exception of the engine's API. Nothing here knows what is compared.
 */
package org.rankferry.compare.host;
