package org.rankferry.checkpointer.mount;

import org.rankferry.engine.cli.CommandExtension;

/** Brings {@code mount} to the command line. */
public final class MountExtension implements CommandExtension {
    @Override
    public Object command() {
        return new MountCommand();
    }
}
