package org.rankferry.engine.doctor;

import java.util.List;

import org.rankferry.engine.transport.rdma.device.RdmaDevice;
import org.rankferry.engine.transport.rdma.device.RdmaDevices;

/**
 * The devices to look at.
 *
 * @param all   that the kernel knows.
 * @param named by the user; none means all.
 */
record Examined(RdmaDevices all, List<String> named) {
    List<RdmaDevice> devices() {
        return named.isEmpty() ? all.devices() : named.stream().flatMap(name -> all.named(name).stream()).toList();
    }

    List<String> unknown() {
        return named.stream().filter(name -> all.named(name).isEmpty()).toList();
    }

    /** Those that a transfer can use. */
    List<RdmaDevice> usable() {
        return devices().stream().filter(device -> device.active() && device.address() != null).toList();
    }

    /** Devices that a source registers its pool with: those named, else the one on the way to its target. */
    int railsOfSource() {
        return named.isEmpty() ? 1 : Math.max(1, devices().size());
    }

    /** Devices that a target registers images with: all, when it listens at every address. */
    int railsOfTarget() {
        return Math.max(1, usable().size());
    }
}
