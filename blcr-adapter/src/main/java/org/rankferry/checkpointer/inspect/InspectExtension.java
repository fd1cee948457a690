package org.rankferry.checkpointer.inspect;

import org.rankferry.engine.cli.CommandExtension;

/** Brings {@code inspect} to the command line. */
public final class InspectExtension implements CommandExtension {
    @Override
    public Object command() {
        return new InspectCommand();
    }
}
