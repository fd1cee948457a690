package org.rankferry.engine.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.rankferry.engine.nativeio.MachineFacts;

/**
 * Where a result was measured; the object {@code environment} of the output contract.
 *
 * @param cpu    model name
 * @param cores  that this process may use
 * @param kernel name and release
 * @param jvm    name and version
 * @param device of the transport, for example {@code mlx5_0} or {@code rxe0}; {@code "none"} where there is none
 */
public record Environment(String cpu, int cores, String kernel, String jvm, String device) {
    /** No RDMA device takes part. */
    public static final String NO_DEVICE = "none";

    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    /** This machine, without a device. */
    public static Environment read() {
        return new Environment(
            processor(),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name") + " " + MachineFacts.read().kernel(),
            System.getProperty("java.vm.name") + " " + Runtime.version(),
            NO_DEVICE);
    }

    /** This machine with the device a transfer ran on, or an empty name. */
    public static Environment of(final String device) {
        return device.isEmpty() ? read() : read().withDevice(device);
    }

    /** The same with a device. */
    public Environment withDevice(final String name) {
        return new Environment(cpu, cores, kernel, jvm, name);
    }

    private static String processor() {
        try {
            return cpuModel(Files.readAllLines(CPUINFO), MachineFacts.read().isa());
        } catch (final IOException e) {
            return MachineFacts.read().isa();
        }
    }

    /** x86 says "model name"; Arm does not, so its instruction set has to do. */
    static String cpuModel(final List<String> cpuinfo, final String isa) {
        for (final String line : cpuinfo) {
            final int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equals("model name")) {
                return line.substring(colon + 1).strip();
            }
        }
        return isa;
    }

    /** As results have it. */
    public Map<String, Object> toJson() {
        final Map<String, Object> result = new LinkedHashMap<>();
        result.put("cpu", cpu);
        result.put("cores", cores);
        result.put("kernel", kernel);
        result.put("jvm", jvm);
        result.put("device", device);
        return result;
    }
}
