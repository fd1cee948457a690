package org.rankferry.engine.transport;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class TransportsTest {
    /** A transport that does nothing but be chosen. */
    private record Named(String name, int autoOrder, Availability availability) implements Transport {
        @Override
        public int payloadCopies() {
            return 0;
        }

        @Override
        public MemoryRegistrar registrar() {
            return MemoryRegistrar.NONE;
        }

        @Override
        public SourceLink connect(
            final Endpoint target, final PoolMemory pool, final LinkOptions options, final Readiness readiness) {
            throw new UnsupportedOperationException();
        }

        @Override
        public TargetListener listen(final Endpoint at, final LinkOptions options, final Readiness readiness) {
            throw new UnsupportedOperationException();
        }
    }

    private static Named named(final String name, final int order, final boolean usable, final String reason) {
        return new Named(name, order, new Availability(usable, reason));
    }

    private static String refused(final Transports transports, final String name) {
        return assertThrows(TransportException.class, () -> transports.choose(name)).getMessage();
    }

    @Test
    void unknownNameListsThoseThereAre() {
        assertEquals("transport 'foo' is not known; there are: shm, tcp", refused(Transports.load(), "foo"));
    }

    @Test
    void autoTakesTcpAndNeverShm() {
        final Transports.Choice choice = Transports.load().choose(Transports.AUTO);
        assertEquals("tcp", choice.transport().name());
        assertEquals("tcp: rdma is not there: no RDMA transport on the class path; TCP sockets are on every host",
            choice.reason());
    }

    @Test
    void autoGoesByOrderAndSaysWhyNotTheFirst() {
        final Transports both = new Transports(List.of(
            named("tcp", 100, true, "sockets"), named("rdma", 10, false, "no device"), named("shm", -1, true, "")));
        assertEquals("tcp: rdma can't run: no device; sockets", both.choose("auto").reason());
        final Transports device = new Transports(List.of(
            named("tcp", 100, true, "sockets"), named("rdma", 10, true, "device mlx5_0")));
        assertEquals("rdma: device mlx5_0", device.choose("auto").reason());
        assertEquals("rdma", device.choose("auto").transport().name());
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
        assertEquals("tcp: asked for by name", transports.choose("tcp").reason());
    }
}
