/**
 * The two stores that come with Rankferry: {@code memory} and {@code file}.
 *
 * <p>They are one: a stream is a {@link org.rankferry.engine.store.slab.SlabFile}, a file cut into slabs as its
 * {@link org.rankferry.engine.store.slab.SlabPlan} says. A {@link org.rankferry.engine.store.slab.SlabMapping}
 * takes space for a slab before it maps it, so a file system that fills up is an error and never a signal, and
 * touches it before a READ lands there. {@link org.rankferry.engine.store.slab.StoreKind} says in what the two
 * differ.
 *
 * <p>Page faults cost more than the transfer. {@link org.rankferry.engine.store.slab.ReserveFiles} pays for them
 * ahead of need: its files become streams by a rename, mappings and registrations and all, and come back when a set
 * is discarded or recycled. What came back holds old bytes; {@code finish} writes zeros wherever the new stream has
 * a hole.
 *
 * <p>{@link org.rankferry.engine.store.slab.SetDirectory} keeps the rules of a set's directory: it is claimed with
 * a marker under lock ({@link org.rankferry.engine.store.slab.LiveMarker}), and its manifest is written last, by a
 * rename. Memory order is simple here: the agent's thread does everything, but for a commit that runs in the
 * background while the agent leaves the set alone, and for readers, which share nothing with it but an
 * {@link org.rankferry.engine.store.Arrival} and the file.
 */
package org.rankferry.engine.store.slab;
