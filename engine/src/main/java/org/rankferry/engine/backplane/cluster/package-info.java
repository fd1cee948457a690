/**
 * The backplane of real nodes, on JGroups: membership, detection of the dead, reliable ordered messages. Every node is
 * a member and there is no server, so no single loss ends it.
 *
 * <p>{@link org.rankferry.engine.backplane.cluster.ClusterOptions} say who and where;
 * {@link org.rankferry.engine.backplane.cluster.ClusterBackplane} is a member. Everything that travels, the headers of
 * JGroups included, is sealed with ChaCha20-Poly1305 under a key made from the shared secret; what a stranger sends is
 * dropped where it arrives.
 */
package org.rankferry.engine.backplane.cluster;
