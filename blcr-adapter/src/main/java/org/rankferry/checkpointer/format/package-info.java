/**
 * Streams of checkpointers, looked at while they pass.
 *
 * <p>A {@link org.rankferry.checkpointer.format.StreamCheck} is fed the bytes of one stream in pieces of any size and
 * follows its framing; page data is stepped over, not looked at. It says how far it got, what it has learnt, and throws
 * a {@link org.rankferry.checkpointer.format.StreamFault} at the first byte that can't be there. Its memory does not
 * grow with the stream. {@link org.rankferry.checkpointer.format.Fields} cuts the pieces into fields for it. A
 * {@link org.rankferry.checkpointer.format.CheckedChannel} puts a check between a channel and whoever reads it, so that
 * what went from a pipe into a chunk of the pool is checked right there, in place.
 *
 * <p>Knows neither ranks nor files.
 */
package org.rankferry.checkpointer.format;
