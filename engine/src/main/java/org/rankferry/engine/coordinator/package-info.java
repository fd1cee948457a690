/**
 * What job managers and node agents share: what a node is, and who is there.
 *
 * <p>Every node of a cluster runs an agent (package {@code node}), which is a member of the backplane. It publishes
 * {@link org.rankferry.engine.coordinator.NodeFacts}, and every member keeps a
 * {@link org.rankferry.engine.coordinator.NodeTable} of them. Operators ask the agent of their node, at its door, with
 * an {@link org.rankferry.engine.coordinator.OperatorCall}; what they want of a job's manager (package {@code manager})
 * goes there and comes back as {@link org.rankferry.engine.coordinator.JobEvents}.
 */
package org.rankferry.engine.coordinator;
