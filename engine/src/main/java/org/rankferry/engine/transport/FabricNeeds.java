package org.rankferry.engine.transport;

import java.util.List;

import org.rankferry.engine.api.RdmaOptions;

/**
 * What an agent wants a fabric for: enough to choose a transport and its devices by.
 *
 * @param rdma    how devices are used.
 * @param own     addresses of this host it will listen at, none for a source.
 * @param targets addresses it will connect to, none for a target.
 */
public record FabricNeeds(RdmaOptions rdma, List<Endpoint> own, List<Endpoint> targets) {
    /** To listen at an address. */
    public static FabricNeeds listening(final RdmaOptions rdma, final Endpoint at) {
        return new FabricNeeds(rdma, List.of(at), List.of());
    }

    /** To connect to one of some targets. */
    public static FabricNeeds connecting(final RdmaOptions rdma, final List<Endpoint> targets) {
        return new FabricNeeds(rdma, List.of(), targets);
    }
}
