/**
 * The agent of a node: a daemon on every node of a cluster, the node launch agent of the framework of 2010.
 *
 * <p>{@link org.rankferry.engine.coordinator.node.RunningNode} puts it together:
 * {@link org.rankferry.engine.coordinator.node.NodeAgent} is one thread that hears the backplane through its mailbox
 * and operators and ranks at its door ({@link org.rankferry.engine.coordinator.node.DoorConnection}), and sleeps in
 * between.
 *
 * <p>What it does for a job is a {@link org.rankferry.engine.coordinator.node.JobPart}: it carries out the orders of
 * the job's manager with the node's copies of ranks ({@link org.rankferry.engine.coordinator.node.LocalRank}, run by a
 * {@link org.rankferry.engine.coordinator.node.RankProcess}) and their images ({@link
 * org.rankferry.engine.coordinator.node.Movement}). What takes a while, opening a pool or waiting for images, happens
 * on other threads, which tell what came of it through the mailbox.
 */
package org.rankferry.engine.coordinator.node;
