package org.rankferry.engine.transport;

import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;

/** What holds for every transport holds for {@code rdma}; needs a device. */
@Tag("rdma")
class RdmaLinkTest extends LinkTest {
    @Override
    Stream<String> transports() {
        return Stream.of("rdma");
    }
}
