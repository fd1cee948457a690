/** Tests of the transports, and what they are made of: a pool, a pair of links in one thread, bytes that tell their place. */
package org.rankferry.engine.transport;
