package org.rankferry.bench;

import org.rankferry.engine.cli.CommandExtension;

/** Brings {@code bench} to the command line. */
public final class BenchExtension implements CommandExtension {
    @Override
    public Object command() {
        return new BenchCommand();
    }
}
