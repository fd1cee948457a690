/**
 * Image sets at rest: {@link org.rankferry.engine.store.set.ImageSet} reads one, and
 * {@link org.rankferry.engine.store.set.SetVerifier} finds out whether it still is what was committed.
 *
 * <p>Works on any directory a store has filled, in any process, at any later time. Uses the protocol's image package.
 */
package org.rankferry.engine.store.set;
