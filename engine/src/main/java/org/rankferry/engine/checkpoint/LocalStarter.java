package org.rankferry.engine.checkpoint;

import java.io.IOException;
import java.util.List;

/** Starts commands of a restore as processes that outlive this one, with its output and no input. */
public final class LocalStarter implements Restore.Starter {
    @Override
    public Restore.Started start(final List<String> command) throws IOException {
        final Process process = new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        process.getOutputStream().close();
        return new Restore.Started() {
            @Override
            public boolean isAlive() {
                return process.isAlive();
            }

            @Override
            public int exitCode() {
                return process.exitValue();
            }
        };
    }
}
