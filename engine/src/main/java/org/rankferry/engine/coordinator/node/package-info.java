/**
 * The agent of a node: a daemon on every node of a cluster, the node launch agent of the framework of 2010.
 *
 * <p>{@link org.rankferry.engine.coordinator.node.RunningNode} puts it together:
 * {@link org.rankferry.engine.coordinator.node.NodeAgent} is one thread that hears the backplane through its mailbox
 * and operators at its door, and sleeps in between.
 */
package org.rankferry.engine.coordinator.node;
