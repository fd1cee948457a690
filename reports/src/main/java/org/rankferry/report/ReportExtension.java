package org.rankferry.report;

import org.rankferry.engine.cli.CommandExtension;

/** Brings {@code report} to the command line. */
public final class ReportExtension implements CommandExtension {
    @Override
    public Object command() {
        return new ReportCommand();
    }
}
