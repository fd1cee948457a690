/**
 * The backplane: how job managers and node agents tell each other what happens.
 *
 * <p>The model is that of the Fault Tolerance Backplane of the CIFTS project: whoever notices something publishes an
 * {@link org.rankferry.engine.backplane.Event} with a name in a space and a severity; whoever is interested subscribes
 * with an {@link org.rankferry.engine.backplane.EventPattern}. Nobody needs to know who listens. Events of one
 * publisher arrive everywhere in the order in which they were published; between publishers there is no order, so
 * whatever needs one asks a single member to decide. What only one member needs is told to it alone: if each of n nodes
 * told all of them, n times n messages would travel.
 *
 * <p>{@link org.rankferry.engine.backplane.Backplane} is the seam. The package {@code cluster} fills it for nodes.
 */
package org.rankferry.engine.backplane;
