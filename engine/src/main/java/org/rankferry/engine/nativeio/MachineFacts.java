package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What a process image depends on: a checkpoint restarts only where all three fit, so the manifest carries them.
 *
 * @param isa     instruction set as {@code uname -m} says it, for example {@code x86_64}
 * @param kernel  kernel release as {@code uname -r} says it
 * @param libc    C library and version, for example {@code glibc 2.36}, or {@link #UNKNOWN}
 */
public record MachineFacts(String isa, String kernel, String libc) {
    /** Said where the machine does not tell. */
    public static final String UNKNOWN = "unknown";

    private static final Path OS_RELEASE = Path.of("/proc/sys/kernel/osrelease");

    /** The facts of this machine. */
    public static MachineFacts read() {
        return new MachineFacts(isa(System.getProperty("os.arch", UNKNOWN)), kernelRelease(), libcVersion());
    }

    /** The JVM has its own names for some instruction sets. */
    static String isa(final String osArch) {
        final String arch = osArch.toLowerCase(Locale.ROOT);
        return switch (arch) {
            case "amd64", "x86-64" -> "x86_64";
            case "arm64" -> "aarch64";
            default -> arch;
        };
    }

    private static String kernelRelease() {
        try {
            return Files.readString(OS_RELEASE).strip();
        } catch (final IOException e) {
            return System.getProperty("os.version", UNKNOWN);
        }
    }

    private static String libcVersion() {
        final Optional<MethodHandle> version = NativeFunction.findTextFunction("gnu_get_libc_version");
        if (version.isEmpty()) {
            return UNKNOWN;
        }
        try {
            return "glibc " + NativeFunction.text((MemorySegment) version.get().invokeExact());
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("gnu_get_libc_version", t);
        }
    }
}
