package org.rankferry.checkpointer;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds programs as a shell does. */
public final class ExternalProgram {
    private ExternalProgram() {
    }

    /**
     * Finds a program.
     *
     * @param name a name on the PATH, or a path.
     * @return where it is, null when there is none.
     */
    public static Path find(final String name) {
        if (name.contains("/")) {
            return isProgram(Path.of(name)) ? Path.of(name).toAbsolutePath() : null;
        }
        final String path = System.getenv("PATH");
        for (final String directory : (path == null ? "" : path).split(File.pathSeparator, -1)) {
            final Path candidate = Path.of(directory.isEmpty() ? "." : directory).resolve(name);
            if (isProgram(candidate)) {
                return candidate.toAbsolutePath();
            }
        }
        return null;
    }

    private static boolean isProgram(final Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }
}
