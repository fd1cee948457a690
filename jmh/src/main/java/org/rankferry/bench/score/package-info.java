/**
 * Scores of the microbenchmarks, kept and compared.
 *
 * <p>A {@link org.rankferry.bench.score.MicroScore} is one benchmark with its parameters; a {@link
 * org.rankferry.bench.score.MicroRun} is all of one run and where it was taken, as a small file that can be committed;
 * a {@link org.rankferry.bench.score.MicroTable} compares two of them. Uses {@code scene}'s reading of fields.
 */
package org.rankferry.bench.score;
