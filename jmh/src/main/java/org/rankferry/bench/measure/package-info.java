/**
 * What can be said of measured values: their middle and spread ({@link org.rankferry.bench.measure.Samples}), and
 * whether the machine was quiet enough for them to mean something ({@link org.rankferry.bench.measure.Noise}, out of
 * two {@link org.rankferry.bench.measure.MachineSample}s). Uses nothing of the other packages.
 */
package org.rankferry.bench.measure;
