/**
 * Tests of the transports, and what they use: a pool, a pair of links in one thread, bytes that tell their place.
 */
package org.rankferry.engine.transport;
