package org.rankferry.bench.scene;

import java.nio.file.Path;

import org.rankferry.engine.api.RdmaOptions;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.rdma.device.RdmaDevices;

/**
 * Where a target of the benchmark lives on its host.
 *
 * @param host      it listens at, for the transports that need an address.
 * @param secret    file that the source has too.
 * @param scratch   for sockets, and for images of the memory store.
 * @param directory for images of the file store, else null.
 * @param rdma      how {@code rdma} uses the devices here.
 * @param name      that no other target in this scratch directory has.
 * @param seed      of the images' content.
 */
public record TargetPlace(
    String host, Path secret, Scratch scratch, Path directory, RdmaOptions rdma, String name, long seed) {
    /** This host, for both ends on it. */
    public static final String LOOPBACK = "127.0.0.1";

    /** Address to listen at; a port is the system's choice. */
    String listen(final String transport) {
        return transport.equals(BenchCase.SHM) ? "unix:" + scratch.root().resolve(name + ".sock")
            : new Endpoint.Inet(host(transport, rdma, host), 0).toString();
    }

    /** Where images go. */
    Path images(final BenchCase spec) {
        return spec.inMemory() ? scratch.root().resolve("images-" + name) : directory;
    }

    /** Connections over an RDMA device are made at its own address, also from the same host. */
    static String host(final String transport, final RdmaOptions rdma, final String otherwise) {
        return !transport.equals(BenchCase.RDMA) ? otherwise
            : RdmaDevices.read().own(rdma.devices())
                .map(device -> device.address().getHostAddress()).orElse(otherwise);
    }
}
