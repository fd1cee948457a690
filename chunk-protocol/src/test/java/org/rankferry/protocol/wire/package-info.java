/** Framing under test: every frame with random values, mutated, cut and in pieces. */
package org.rankferry.protocol.wire;
