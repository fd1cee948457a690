/**
 * Tests of the transports, and what they use: a pool, a pair of links in one thread, bytes that tell where they are
 * from.
 */
package org.rankferry.engine.transport;
