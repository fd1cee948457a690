package org.rankferry.engine.doctor;

import java.util.List;

import org.rankferry.engine.transport.FabricNeeds;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.engine.transport.Transports;

/**
 * {@code auto}: what {@code --transport auto} would take here.
 *
 * @param transports to choose from.
 * @param needs      of an agent.
 */
record AutoCheck(Transports transports, FabricNeeds needs) implements Check {
    static final String NAME = "auto";

    private static final String RDMA = "rdma";

    @Override
    public List<Finding> look() {
        try {
            final Transports.Choice choice = transports.choose(Transports.AUTO, needs);
            return List.of(choice.transport().name().equals(RDMA)
                ? Finding.ok(NAME, "--transport auto takes " + choice.reason())
                : Finding.warn(
                    NAME, "--transport auto takes " + choice.reason(),
                    "put right what the lines above say, or live with " + choice.transport().name()));
        } catch (final TransportException e) {
            return List.of(Finding.fail(NAME, e));
        }
    }
}
