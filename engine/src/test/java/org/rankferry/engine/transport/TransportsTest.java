package org.rankferry.engine.transport;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.rankferry.engine.api.RdmaOptions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TransportsTest {
    private static final FabricNeeds NEEDS = new FabricNeeds(RdmaOptions.DEFAULT, List.of(), List.of());

    /** A transport that does nothing but be chosen. */
    private record Named(String name, int autoOrder, Availability available) implements Transport {
        @Override
        public int payloadCopies() {
            return 0;
        }

        @Override
        public Availability availability(final FabricNeeds needs) {
            return available;
        }

        @Override
        public Fabric open(final FabricNeeds needs, final Readiness readiness) {
            throw new UnsupportedOperationException();
        }
    }

    private static Named named(final String name, final int order, final boolean usable, final String reason) {
        return new Named(name, order, new Availability(usable, reason));
    }

    private static Transports.Choice choose(final Transports transports, final String name) {
        return transports.choose(name, NEEDS);
    }

    private static String refused(final Transports transports, final String name) {
        return assertThrows(TransportException.class, () -> choose(transports, name)).getMessage();
    }

    @Test
    void unknownNameListsThoseThereAre() {
        assertEquals("transport 'foo' is not known; there are: rdma, shm, tcp", refused(Transports.load(), "foo"));
    }

    @Test
    void autoTakesTcpAndNeverShm() {
        final Transports.Choice choice = choose(Transports.load(), Transports.AUTO);
        assertEquals("tcp", choice.transport().name());
        assertTrue(choice.reason().startsWith("tcp: rdma can't run: "), choice.reason());
        assertTrue(choice.reason().endsWith("; TCP sockets are on every host"), choice.reason());
    }

    @Test
    void autoGoesByOrderAndSaysWhyNotTheFirst() {
        final Transports both = new Transports(List.of(
            named("tcp", 100, true, "sockets"), named("rdma", 10, false, "no device"), named("shm", -1, true, "")));
        assertEquals("tcp: rdma can't run: no device; sockets", choose(both, "auto").reason());
        final Transports device = new Transports(List.of(
            named("tcp", 100, true, "sockets"), named("rdma", 10, true, "device mlx5_0")));
        assertEquals("rdma: device mlx5_0", choose(device, "auto").reason());
        assertEquals("rdma", choose(device, "auto").transport().name());
        final Transports none = new Transports(List.of(
            named("rdma", 10, false, "no device"), named("shm", -1, true, "")));
        assertEquals("no transport can run here: rdma can't run: no device; name one with --transport: [rdma, shm]",
            refused(none, "auto"));
    }

    @Test
    void namedIsTakenOrRefusedNeverExchanged() {
        final Transports transports = new Transports(List.of(
            named("tcp", 100, true, "sockets"), named("rdma", 10, false, "no device: load ib_uverbs")));
        assertEquals("transport rdma can't run here: no device: load ib_uverbs", refused(transports, "rdma"));
        assertEquals("tcp: asked for by name", choose(transports, "tcp").reason());
    }
}
