package org.rankferry.engine.transport.rdma;

/**
 * READs in both directions between this host and a peer.
 *
 * @param peer   address.
 * @param device of this host.
 * @param here   READs by this host from the peer.
 * @param there  READs by the peer from this host, as the peer tells.
 */
public record ProbeResult(String peer, String device, ReadFigures here, ReadFigures there) {
}
