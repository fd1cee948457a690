package org.rankferry.compare;

import org.rankferry.engine.cli.CommandExtension;

/** Brings {@code compare} to the command line. */
public final class CompareExtension implements CommandExtension {
    @Override
    public Object command() {
        return new CompareCommand();
    }
}
