/**
 * A whole transfer on one machine, in the processes it has on two: a target, a source, and ranks that are C programs.
 *
 * <p>{@link org.rankferry.engine.demo.Demo} starts {@code rankferry receive}, {@code rankferry send} and the load
 * generator
 * {@code rankferry-rank}, watches the source's counters, and puts together what both ends report. Whatever happens, it
 * ends the processes it started and leaves nothing but the image set.
 *
 * <p>Stands beside the command line, above everything else of the engine; knows the other commands by their options
 * only.
 */
package org.rankferry.engine.demo;
