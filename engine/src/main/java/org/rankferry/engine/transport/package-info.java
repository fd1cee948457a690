/**
 * The way between two buffer managers: an ordered channel of frames, and one-sided READ.
 *
 * <p>A {@link org.rankferry.engine.transport.Transport} makes both ends. The source's end, a
 * {@link org.rankferry.engine.transport.SourceLink}, connects and exposes the chunk pool for READ. The target's end, a
 * {@link org.rankferry.engine.transport.TargetLink}, comes out of a {@link
 * org.rankferry.engine.transport.TargetListener} and posts READs into a {@link
 * org.rankferry.engine.transport.Destination}, memory of an image store.
 *
 * <p>Nothing here blocks: an agent calls {@code poll}, {@code flush} and {@code serve} in its duty cycle and sleeps on
 * a {@link org.rankferry.engine.transport.Readiness} when there was no work. A link that fails goes to
 * {@link org.rankferry.engine.transport.LinkState#LOST} with a one-line cause and stays there; sessions outlive links.
 *
 * <p>Transports are found with {@link java.util.ServiceLoader}; a site adds one without touching the engine. This
 * package may use the protocol, and no other part of the engine but its API.
 */
package org.rankferry.engine.transport;
