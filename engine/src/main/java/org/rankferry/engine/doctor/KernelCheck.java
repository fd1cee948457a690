package org.rankferry.engine.doctor;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code kernel}: release and architecture.
 *
 * @param host to look at.
 * @param arch as the JVM names it.
 */
record KernelCheck(Host host, String arch) implements Check {
    static final String NAME = "kernel";

    private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+).*");
    /** MADV_POPULATE_WRITE came with 5.14. */
    private static final int POPULATES_MAJOR = 5;
    private static final int POPULATES_MINOR = 14;

    @Override
    public List<Finding> look() {
        final String release = host.text("/proc/sys/kernel/osrelease");
        final String machine = arch.replace("amd64", "x86_64");
        final String found = "Linux " + release + ", " + machine;
        final Matcher numbers = RELEASE.matcher(release);
        if (!numbers.matches()) {
            return List.of(Finding.fail(
                NAME, "no Linux release in /proc/sys/kernel/osrelease", "run on Linux, with /proc mounted"));
        }
        if (!machine.equals("x86_64")) {
            return List.of(Finding.warn(
                NAME, found + ": the bundled libdisni is built and tested for x86_64",
                "build on such a host, where the build makes one, or give one with --libdisni"));
        }
        final int major = Integer.parseInt(numbers.group(1));
        if (major < POPULATES_MAJOR
            || (major == POPULATES_MAJOR && Integer.parseInt(numbers.group(2)) < POPULATES_MINOR)) {
            return List.of(Finding.warn(
                NAME, found + ": it can't populate memory in one call, so a target prepares its memory page by page",
                "use a kernel from 5.14 on, or give --reserve so that the memory is ready in time"));
        }
        return List.of(Finding.ok(NAME, found));
    }
}
