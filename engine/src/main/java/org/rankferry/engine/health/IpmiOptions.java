package org.rankferry.engine.health;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the sensors of a BMC are reached.
 *
 * @param host         of the BMC, with {@code :PORT} if need be; {@value #LOCAL} for the one of this machine, by its
 *                     driver.
 * @param user         there, or empty.
 * @param passwordFile with the password in its first line, or null.
 * @param suite        cipher suite, or -1 to ask the BMC for the best.
 */
public record IpmiOptions(String host, String user, Path passwordFile, int suite) {
    /** No BMC at all. */
    public static final String OFF = "off";
    /** The BMC of this machine. */
    public static final String LOCAL = "local";

    /** Words for ipmitool that lead to the BMC. */
    List<String> words() {
        if (host.equals(LOCAL)) {
            return List.of("-I", "open");
        }
        final int colon = host.lastIndexOf(':');
        final boolean withPort = colon > 0 && host.indexOf(':') == colon;
        final List<String> words =
            new ArrayList<>(List.of("-I", "lanplus", "-H", withPort ? host.substring(0, colon) : host));
        add(words, "-p", withPort ? host.substring(colon + 1) : "");
        add(words, "-U", user);
        add(words, "-f", passwordFile == null ? "" : passwordFile.toString());
        add(words, "-C", suite < 0 ? "" : Integer.toString(suite));
        return words;
    }

    private static void add(final List<String> words, final String option, final String value) {
        if (!value.isEmpty()) {
            words.add(option);
            words.add(value);
        }
    }
}
