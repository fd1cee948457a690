package org.rankferry.system;

import java.util.List;

import org.rankferry.engine.cli.Main;

/** Loads what the JVMs of tests load when they start, for a {@link StartArchive}. */
final class StartTraining {
    private StartTraining() {
    }

    /** Exit code 0 when everything worked. */
    public static void main(final String[] none) {
        InnerRun.classes(List.of(NetworkLinkTest.class.getSimpleName()));
        System.exit(Main.run(System.out, System.err, "train"));
    }
}
