package org.rankferry.engine.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

import org.rankferry.engine.api.RdmaOptions;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.FabricNeeds;
import org.rankferry.engine.transport.rdma.device.RdmaDevices;

/**
 * A folder laid out like a host's root. Its network device is {@code lo}: addresses are asked of the kernel, and that
 * has {@code 127.0.0.1} everywhere.
 */
record FakeHost(Path root) {
    static final String NETDEV = "lo";
    /** 127.0.0.1 as a GID. */
    static final String GID = "0000:0000:0000:0000:0000:ffff:7f00:0001";

    Host host() {
        return new Host(root);
    }

    FakeHost file(final String name, final String text) {
        final Path file = root.resolve(name.substring(1));
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text + "\n");
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    FakeHost directory(final String name) {
        try {
            Files.createDirectories(root.resolve(name.substring(1)));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A soft-RoCE device whose port is active. */
    FakeHost device(final String name) {
        return device(name, "4: ACTIVE", "Ethernet");
    }

    FakeHost device(final String name, final String state, final String linkLayer) {
        final String device = "/sys/class/infiniband/" + name;
        file(device + "/parent", NETDEV);
        file(device + "/node_type", "1: CA");
        file(device + "/ports/1/state", state);
        file(device + "/ports/1/phys_state", state.startsWith("4") ? "5: LinkUp" : "3: Disabled");
        file(device + "/ports/1/rate", "100 Gb/sec (4X EDR)");
        return file(device + "/ports/1/link_layer", linkLayer);
    }

    FakeHost gid(final String device, final int index, final String gid, final String type) {
        final String port = "/sys/class/infiniband/" + device + "/ports/1/";
        file(port + "gid_attrs/types/" + index, type);
        return file(port + "gids/" + index, gid);
    }

    /** The devices, those that were named or all. */
    Examined examined(final String... named) {
        return new Examined(RdmaDevices.read(root.resolve("sys/class")), List.of(named));
    }

    static Questions questions(final long poolBytes, final long imageBytes) {
        return new Questions(
            poolBytes, imageBytes == 0 ? OptionalLong.empty() : OptionalLong.of(imageBytes),
            FabricNeeds.listening(RdmaOptions.DEFAULT, new Endpoint.Inet("0.0.0.0", 0)));
    }
}
