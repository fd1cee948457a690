package org.rankferry.engine.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.rankferry.engine.transport.rdma.device.RdmaDevice;

/**
 * {@code verbs}: the libraries that reach the devices, and the provider each device needs.
 *
 * @param host     to look at.
 * @param examined devices.
 * @param loads    loads a library by name, and says whether that worked.
 */
record VerbsCheck(Host host, Examined examined, Predicate<String> loads) implements Check {
    static final String NAME = "verbs";

    static final String PROVIDERS = "/etc/libibverbs.d";

    private static final List<String> LIBRARIES = List.of("libibverbs.so.1", "librdmacm.so.1");
    private static final String INSTALL = "install libibverbs1, librdmacm1 and ibverbs-providers (Debian, Ubuntu) or"
        + " libibverbs and librdmacm (Fedora, RHEL)";
    /** Provider of a kernel driver, where the names differ by more than the kernel's {@code _ib} or {@code rdma_}. */
    private static final Map<String, String> PROVIDER_OF = Map.of(
        "rdma_rxe", "rxe", "mlx4_ib", "mlx4", "mlx5_ib", "mlx5", "iw_cxgb4", "cxgb4", "ib_mthca", "mthca",
        "hfi1", "hfi1verbs", "hns_roce_hw_v2", "hns", "mana_ib", "mana", "ib_qib", "ipathverbs");

    @Override
    public List<Finding> look() {
        final List<String> missing = LIBRARIES.stream().filter(loads.negate()).toList();
        if (!missing.isEmpty()) {
            return List.of(Finding.fail(NAME, "missing: " + String.join(", ", missing), INSTALL));
        }
        final List<String> providers = providers();
        final String found = String.join(", ", LIBRARIES.stream().map(this::version).toList()) + "; providers "
            + (providers.isEmpty() ? "none" : String.join(" ", providers));
        final List<String> lacking = new ArrayList<>();
        for (final RdmaDevice device : examined.devices()) {
            final String driver = ModulesCheck.driver(host, device.name());
            final String provider = PROVIDER_OF.getOrDefault(driver, driver);
            if (!provider.isEmpty() && !providers.contains(provider)) {
                lacking.add(device.name() + " needs " + provider);
            }
        }
        if (!lacking.isEmpty()) {
            return List.of(Finding.fail(NAME, found + ", but " + String.join(", ", lacking), INSTALL));
        }
        return List.of(providers.isEmpty() ? Finding.warn(NAME, found + " in " + PROVIDERS, INSTALL)
            : Finding.ok(NAME, found));
    }

    /** {@code etc/libibverbs.d/mlx5.driver} has the line {@code driver mlx5}. */
    private List<String> providers() {
        return host.names(PROVIDERS).stream()
            .filter(name -> name.endsWith(".driver"))
            .flatMap(name -> host.lines(PROVIDERS + "/" + name).stream())
            .filter(line -> line.startsWith("driver "))
            .map(line -> line.substring("driver ".length()).strip())
            .distinct().sorted().toList();
    }

    /** The file that was mapped carries the whole version: {@code libibverbs.so.1.14.44.0}. */
    private String version(final String library) {
        return host.lines("/proc/self/maps").stream()
            .map(line -> line.substring(line.lastIndexOf('/') + 1))
            .filter(file -> file.startsWith(library))
            .findFirst().orElse(library);
    }
}
