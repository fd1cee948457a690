/** Framing. */
package org.rankferry.protocol.wire;
