/**
 * What a Java program uses: a source with its pool, a target with its store, their options and results.
 *
 * <p>{@link org.rankferry.engine.Rankferry} makes both. A {@link org.rankferry.engine.api.Source} runs on the node that
 * is being left: ranks attach at its door, write their images into its chunk pool, and it advertises the chunks to a
 * {@link org.rankferry.engine.api.Target} on the spare node, which READs them and commits the image set.
 *
 * <p>Options are immutable records with the names of the command line. Observers are called on the agent's thread and
 * must return at once. Failures are {@link org.rankferry.engine.api.TransferException}s with one line that says what,
 * where, why and the remedy. This package uses no other part of the engine.
 */
package org.rankferry.engine.api;
