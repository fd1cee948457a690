package org.rankferry.system;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What the agents of a test talk over. All tests of a run share one network transport, which system properties name, so
 * that the same tests run over loopback, over soft-RoCE in a virtual machine, and over a device of this host:
 *
 * <ul>
 *   <li>{@value #TRANSPORT}: {@code tcp} when nobody says, or {@code rdma};</li>
 *   <li>{@value #ADDRESS}: where targets listen, {@code 127.0.0.1} when nobody says;</li>
 *   <li>{@value #RAILS}: every rail between the two ends as {@code ADDRESS@DEVICE}, with commas between.</li>
 * </ul>
 */
enum Wire {
    /** To another host, as far as the agents know. */
    NETWORK,
    /** Within a host. */
    SHM;

    /** Tag of tests that have nothing to do with the network: they run on the host only. */
    static final String NONE = "host-only";
    static final String TRANSPORT = "rankferry.test.transport";
    static final String ADDRESS = "rankferry.test.address";
    static final String RAILS = "rankferry.test.rails";
    private static final String OF_ANY_HOST = "tcp";

    /**
     * One of several ways between two hosts.
     *
     * @param address of this end, IPv4.
     * @param device  RDMA device with this address, for example {@code rxe0}.
     */
    record Rail(String address, String device) {
        private static Rail parse(final String text) {
            final int at = text.indexOf('@');
            return new Rail(text.substring(0, at), text.substring(at + 1));
        }
    }

    /** Those that this run is to test: all, or the network alone where somebody names its transport. */
    static List<Wire> tested() {
        return System.getProperty(TRANSPORT) == null ? List.of(values()) : List.of(NETWORK);
    }

    /** Shared memory, which has few tests of its own, or the network where this run is asked to test one. */
    static Wire preferShm() {
        return System.getProperty(TRANSPORT) == null ? SHM : NETWORK;
    }

    /** Where targets listen on the network; without a port. */
    static String address() {
        return System.getProperty(ADDRESS, "127.0.0.1");
    }

    /** An address on the network at which nobody listens. */
    static String nobody() {
        return address() + ":1";
    }

    /** What is known of the rails, the first one first; empty where nobody says. */
    static List<Rail> rails() {
        final String rails = System.getProperty(RAILS, "");
        return rails.isEmpty() ? List.of() : Arrays.stream(rails.split(",")).map(Rail::parse).toList();
    }

    /** For {@code --transport}. */
    String transport() {
        return this == SHM ? "shm" : System.getProperty(TRANSPORT, OF_ANY_HOST);
    }

    /**
     * For {@code --listen}: a new address at each call.
     *
     * @param place for the socket file of a target that listens at one.
     */
    String listen(final Path place) {
        return this == SHM ? "unix:" + place.resolve("target-" + System.nanoTime() + ".sock") : address() + ":0";
    }
}
