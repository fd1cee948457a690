package org.rankferry.checkpointer.mount;

import org.rankferry.engine.cli.CommandExtension;

/** Brings {@code mount-image} to the command line. */
public final class MountImageExtension implements CommandExtension {
    @Override
    public Object command() {
        return new MountImageCommand();
    }
}
