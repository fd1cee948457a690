package org.rankferry.bench.control;

import org.rankferry.engine.cli.CommandExtension;

/** Brings {@code bench-control} to the command line. */
public final class ControlExtension implements CommandExtension {
    @Override
    public Object command() {
        return new ControlCommand();
    }
}
