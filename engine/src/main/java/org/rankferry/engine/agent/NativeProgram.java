package org.rankferry.engine.agent;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

import org.rankferry.engine.api.TransferException;

/** Where the C programs are: {@code rankferry-rank} and {@code rankferry-baseline}. */
public final class NativeProgram {
    private static final String HOME = "rankferry.home";
    private static final Path IN_DISTRIBUTION = Path.of("native", "bin");
    private static final Path IN_CHECKOUT = Path.of("blcr-adapter", "target").resolve(IN_DISTRIBUTION);

    private NativeProgram() {
    }

    /**
     * In the distribution that this program runs from, or in the checkout that it was built in.
     *
     * @param name of the program.
     * @throws TransferException when it is in neither.
     */
    public static Path find(final String name) {
        final String home = System.getProperty(HOME);
        if (home != null && Files.isExecutable(Path.of(home).resolve(IN_DISTRIBUTION).resolve(name))) {
            return Path.of(home).resolve(IN_DISTRIBUTION).resolve(name);
        }
        for (Path place = ownPlace(); place != null; place = place.getParent()) {
            if (Files.isExecutable(place.resolve(IN_CHECKOUT).resolve(name))) {
                return place.resolve(IN_CHECKOUT).resolve(name);
            }
        }
        throw new TransferException("the C program " + name + " is not built; run bin/rankferry, which"
            + " builds it, or make -C blcr-adapter/src/main/c");
    }

    private static Path ownPlace() {
        try {
            final CodeSource source = NativeProgram.class.getProtectionDomain().getCodeSource();
            return source == null ? null : Path.of(source.getLocation().toURI());
        } catch (final URISyntaxException e) {
            return null;
        }
    }
}
