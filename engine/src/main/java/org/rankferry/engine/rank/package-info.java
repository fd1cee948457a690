/**
 * A rank written in Java: the other end of the source's door, for programs and adapters that run on the JVM.
 *
 * <p>It speaks the same frames as the C library {@code librankferry} and follows the same rules: attach, wait to be
 * asked, begin an image, open streams, fill leased chunks of the shared pool, commit them, end.
 *
 * <p>A {@link org.rankferry.engine.rank.RankWriter} and its streams belong to one thread at a time and block, with a
 * deadline in every wait. This package may use the pool and the protocol.
 */
package org.rankferry.engine.rank;
