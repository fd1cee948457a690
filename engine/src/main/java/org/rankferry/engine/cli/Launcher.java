package org.rankferry.engine.cli;

import java.nio.file.Path;

/** How the user calls this program, for the commands it suggests. */
final class Launcher {
    private static final String PROPERTY = "rankferry.launcher";

    private Launcher() {
    }

    /** The script from here, when it is below the working directory, else in full; without a script the bare name. */
    static String name() {
        final String script = System.getProperty(PROPERTY);
        if (script == null) {
            return "rankferry";
        }
        final Path path = Path.of(script).toAbsolutePath().normalize();
        final Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
    }
}
