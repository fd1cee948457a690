package org.rankferry.engine.demo;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

import org.rankferry.engine.api.TransferException;

/** Where the C program {@code rankferry-rank} is. */
final class RankProgram {
    private static final String HOME = "rankferry.home";
    private static final Path IN_DISTRIBUTION = Path.of("native", "bin", "rankferry-rank");
    private static final Path IN_CHECKOUT = Path.of("blcr-adapter", "target").resolve(IN_DISTRIBUTION);

    private RankProgram() {
    }

    /** In the distribution that this program runs from, or in the checkout that it was built in. */
    static Path find() {
        final String home = System.getProperty(HOME);
        if (home != null && Files.isExecutable(Path.of(home).resolve(IN_DISTRIBUTION))) {
            return Path.of(home).resolve(IN_DISTRIBUTION);
        }
        for (Path place = ownPlace(); place != null; place = place.getParent()) {
            if (Files.isExecutable(place.resolve(IN_CHECKOUT))) {
                return place.resolve(IN_CHECKOUT);
            }
        }
        throw new TransferException("rankferry-rank, the program the ranks run, is not built; run bin/rankferry, which"
            + " builds it, or make -C blcr-adapter/src/main/c");
    }

    private static Path ownPlace() {
        try {
            final CodeSource source = RankProgram.class.getProtectionDomain().getCodeSource();
            return source == null ? null : Path.of(source.getLocation().toURI());
        } catch (final URISyntaxException e) {
            return null;
        }
    }
}
