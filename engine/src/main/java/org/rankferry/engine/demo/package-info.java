/**
 * What the project is for, shown on one machine in the processes it has on many.
 *
 * <p>{@link org.rankferry.engine.demo.JobDemo} is {@code rankferry demo}: agents of nodes, a job of a C program on
 * them, and an order to leave a node while it computes; then the same job undisturbed, and both answers side by side.
 *
 * <p>{@link org.rankferry.engine.demo.Demo} is {@code rankferry transfer}: it starts {@code rankferry
 * receive}, {@code rankferry send} and the load generator {@code rankferry-rank}, watches the source's counters, and
 * puts together what both ends report. Whatever happens, it ends the processes it started and leaves nothing but the
 * image set.
 *
 * <p>Stands beside the command line, above everything else of the engine; knows the other commands by their options
 * only.
 */
package org.rankferry.engine.demo;
