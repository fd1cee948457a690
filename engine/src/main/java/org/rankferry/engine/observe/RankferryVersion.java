package org.rankferry.engine.observe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version this was built as; the build writes it into a resource. */
public final class RankferryVersion {
    private static final String RESOURCE = "/rankferry-version.properties";

    private RankferryVersion() {
    }

    /** For example {@code 0.1.0}. */
    public static String get() {
        try (InputStream resource = RankferryVersion.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException("resource " + RESOURCE + " is missing: build with Maven");
            }
            final Properties properties = new Properties();
            properties.load(resource);
            return properties.getProperty("version");
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
