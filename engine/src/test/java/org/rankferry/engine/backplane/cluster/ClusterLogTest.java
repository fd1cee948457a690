package org.rankferry.engine.backplane.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jgroups.stack.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.api.SecretFile;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ClusterLogTest {
    private static final Logger ROOT = Logger.getLogger("");

    @TempDir
    private Path root;
    private final List<String> heard = new ArrayList<>();
    private final List<String> printed = new ArrayList<>();
    private final Handler console = new Handler() {
        @Override
        public void publish(final LogRecord warning) {
            printed.add(warning.getMessage());
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
        }
    };

    @Test
    void whatAnyProtocolWarnsOfIsHeardAndNotPrinted() {
        SecretFile.create(root.resolve("secret"));
        final Consumer<Throwable> listener = fault -> heard.add(fault.getMessage());
        final List<String> warned = new ArrayList<>();
        ClusterLog.add(listener);
        ROOT.addHandler(console);
        try {
            for (final Protocol protocol : ClusterStack.of(LocalOptions.of(root, "n0"))) {
                final String name = protocol.getClass().getName();
                warned.add(name);
                Logger.getLogger(name).warning(name);
            }
        } finally {
            ROOT.removeHandler(console);
            ClusterLog.remove(listener);
        }
        assertEquals(List.of(), printed);
        assertEquals(warned, heard);
    }
}
