/**
 * Where images land on the target, and how they are read again.
 *
 * <p>An {@link org.rankferry.engine.store.ImageStore} takes one image set at a time as an
 * {@link org.rankferry.engine.store.IncomingSet}, a stream at a time as an
 * {@link org.rankferry.engine.store.IncomingStream}. A READ lands in memory of the stream itself
 * ({@code placement=direct}), or in a staging pool from where it is written to the stream ({@code placement=staged}).
 * Nothing counts as an image set before its manifest is there, and the manifest is written last.
 *
 * <p>How far a stream can be read in order is an {@link org.rankferry.engine.store.Arrival}, told by the target
 * agent; {@link org.rankferry.engine.store.ArrivalReader} follows it, from any thread. Committed sets are read and
 * verified by the package {@code set}; the stores that come with Rankferry are in the package {@code slab}.
 *
 * <p>Stores are found with {@link java.util.ServiceLoader} through
 * {@link org.rankferry.engine.store.ImageStoreProvider}. This package may use the protocol's image package and the
 * transport's memory types, and the engine's API and nativeio.
 */
package org.rankferry.engine.store;
