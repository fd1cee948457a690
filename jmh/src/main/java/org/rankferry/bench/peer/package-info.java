/**
 * Tools that an operator would copy images with: the same bytes from memory to memory, in the same run.
 *
 * <p>{@link org.rankferry.bench.peer.PeerFiles} holds the images as files in {@code /dev/shm} and a place beside them.
 * A {@link org.rankferry.bench.peer.Peer} is a tool; opened, it is a {@link org.rankferry.bench.peer.PeerCopy}, which
 * has started whatever it takes. {@link org.rankferry.bench.peer.PeerRace} lets all of them copy in turn, and compares
 * what arrived outside of the time. Uses the rule that makes images.
 */
package org.rankferry.bench.peer;
