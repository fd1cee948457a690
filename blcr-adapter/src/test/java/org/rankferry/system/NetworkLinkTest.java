package org.rankferry.system;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The rails that tests in a virtual machine have, and that they can be taken down. */
@Tag("rdma")
class NetworkLinkTest {
    @Test
    void aRailGoesDownAloneAndComesBack() throws Exception {
        Needs.insideVm();
        assertEquals(2, Wire.rails().size());
        final Wire.Rail first = Wire.rails().getFirst();
        final Wire.Rail second = Wire.rails().getLast();
        assertEquals(Wire.address(), first.address());
        try (NetworkLink link = NetworkLink.beneath(second)) {
            awaitState(second, "4: ACTIVE");
            link.down();
            awaitState(second, "1: DOWN");
            awaitState(first, "4: ACTIVE");
            link.up();
            awaitState(second, "4: ACTIVE");
        }
    }

    private static void awaitState(final Wire.Rail rail, final String state) throws InterruptedException {
        final Path file = Path.of("/sys/class/infiniband", rail.device(), "ports", "1", "state");
        Await.that(rail.device() + " is " + state, () -> Files.readString(file).strip().equals(state));
    }
}
