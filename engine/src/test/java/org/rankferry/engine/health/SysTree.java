package org.rankferry.engine.health;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A tree like that of {@code /sys}, for machines that have no such sensors. */
final class SysTree {
    private final Path root;

    SysTree(final Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    SysTree put(final String file, final Object value) {
        try {
            final Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, value + "\n");
            return this;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Reading only(final List<Reading> readings, final String sensor) {
        return readings.stream().filter(reading -> reading.sensor().equals(sensor)).findFirst()
            .orElseThrow(() -> new AssertionError("no " + sensor + " in " + readings));
    }
}
