package org.rankferry.engine.doctor;

import java.util.ArrayList;
import java.util.List;

import org.rankferry.engine.transport.rdma.device.RdmaDevice;

/**
 * {@code modules}: what the kernel must have loaded so that a process can use a device.
 *
 * @param host     to look at.
 * @param examined devices.
 */
record ModulesCheck(Host host, Examined examined) implements Check {
    static final String NAME = "modules";

    private static final String SOFT_ROCE = "rdma_rxe";

    @Override
    public List<Finding> look() {
        final List<String> missing = new ArrayList<>();
        // Built into the kernel they are no modules, but what they make is there.
        require(missing, "ib_uverbs", "/sys/class/infiniband_verbs");
        require(missing, "rdma_ucm", "/sys/class/misc/rdma_cm");
        final List<String> drivers = new ArrayList<>();
        for (final RdmaDevice device : examined.devices()) {
            final String driver = driver(host, device.name());
            drivers.add(device.name() + " by " + (driver.isEmpty() ? "a driver without a module" : driver));
        }
        final String devices = drivers.isEmpty() ? "no device's driver" : String.join(", ", drivers);
        if (!missing.isEmpty()) {
            return List.of(Finding.fail(
                NAME, "not loaded: " + String.join(", ", missing) + "; loaded: " + devices,
                "`modprobe -a " + String.join(" ", missing) + "` as root, and name them in"
                    + " /etc/modules-load.d/rdma.conf"));
        }
        return List.of(Finding.ok(NAME, "ib_uverbs, rdma_ucm, " + devices));
    }

    private void require(final List<String> missing, final String module, final String made) {
        if (!host.exists("/sys/module/" + module) && !host.exists(made)) {
            missing.add(module);
        }
    }

    /** The module that drives a device; empty when that can't be told. */
    static String driver(final Host host, final String device) {
        final String module = host.linked(Host.INFINIBAND + device + "/device/driver/module");
        if (!module.isEmpty()) {
            return verbsDriver(host, module);
        }
        // Soft devices hang on no bus; theirs tell the network device beneath instead.
        if (host.exists("/sys/module/siw") && !host.exists("/sys/module/" + SOFT_ROCE)) {
            return "siw";
        }
        return host.exists(Host.INFINIBAND + device + "/parent") ? SOFT_ROCE : "";
    }

    /** NVIDIA's adapters are driven by one module and made RDMA devices by another. */
    private static String verbsDriver(final Host host, final String module) {
        final String second = module.replace("_core", "_ib");
        return host.exists("/sys/module/" + second) ? second : module;
    }
}
