/**
 * Where the engine is put together.
 *
 * <p>{@link org.rankferry.engine.Rankferry} starts sources and targets. The packages beneath, from the ground up:
 *
 * <ul>
 *   <li>{@code api}: options, observers, results; what a Java program sees.
 *   <li>{@code nativeio}: a few calls of the C library.
 *   <li>{@code observe}: counters file, error log, JFR events, histograms, progress, results as JSON.
 *   <li>{@code transport}: frames and one-sided READ between two agents, and its implementations.
 *   <li>{@code store}: where images land, the reserve, placement, readers, verification.
 *   <li>{@code agent}: what both agents have in common.
 *   <li>{@code source}, {@code target}: the two agents.
 *   <li>{@code rank}: a rank written in Java.
 *   <li>{@code checkpoint}: what writes images.
 *   <li>{@code demo}: a whole transfer on one machine, with processes of its own.
 *   <li>{@code cli}: commands; nothing but arguments and printing.
 * </ul>
 */
package org.rankferry.engine;
