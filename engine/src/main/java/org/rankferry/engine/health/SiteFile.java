package org.rankferry.engine.health;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** A file of the site's: {@code ok}, {@code warning} or {@code failing} in its first line, and behind it the reason. */
final class SiteFile implements SensorSource {
    private static final String SENSOR = "file";
    private static final int LONGEST = 4096;

    private final Path file;

    SiteFile(final Path file) {
        this.file = file;
    }

    @Override
    public List<Reading> read(final long nowNs) {
        try (InputStream in = Files.newInputStream(file)) {
            return List.of(judge(new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8)));
        } catch (final NoSuchFileException e) {
            return List.of(Reading.unknown(SENSOR, "health file " + file + " does not exist"));
        } catch (final IOException e) {
            return List.of(Reading.unknown(SENSOR, "health file " + file + " can't be read: " + e.getMessage()));
        }
    }

    private Reading judge(final String text) {
        final String line = text.lines().findFirst().orElse("").strip();
        final String[] words = line.split("\\s+", 2);
        final String reason = words.length > 1 ? words[1] : "the file says so";
        return switch (words[0]) {
            case "ok" -> Reading.plain(SENSOR, line, Reading.NO_LIMIT, Health.OK, "");
            case "warning" -> Reading.plain(SENSOR, words[0], Reading.NO_LIMIT, Health.WARNING, reason);
            case "failing" -> Reading.plain(SENSOR, words[0], Reading.NO_LIMIT, Health.FAILING, reason);
            default -> Reading.unknown(
                SENSOR, "health file " + file + " begins with '" + words[0] + "'; write ok, warning or failing");
        };
    }
}
