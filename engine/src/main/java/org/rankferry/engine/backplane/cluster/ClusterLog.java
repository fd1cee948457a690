package org.rankferry.engine.backplane.cluster;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jgroups.logging.LogFactory;
import org.rankferry.engine.backplane.BackplaneException;

/**
 * Passes on what JGroups warns of to the nodes of this process, where it would go to standard error. Its protocols log
 * under the names of their classes, and some are of this package.
 */
final class ClusterLog extends Handler {
    /** Kept here: what was set goes with a logger that nobody holds. */
    private static final List<Logger> LOGGERS = List.of(
        Logger.getLogger("org.jgroups"), Logger.getLogger(ClusterLog.class.getPackageName()));
    private static final List<Consumer<Throwable>> LISTENERS = new CopyOnWriteArrayList<>();

    static {
        LogFactory.useJdkLogger(true);
        final ClusterLog log = new ClusterLog();
        for (final Logger logger : LOGGERS) {
            logger.setUseParentHandlers(false);
            logger.setLevel(Level.WARNING);
            logger.addHandler(log);
        }
    }

    private ClusterLog() {
    }

    /** From here on somebody hears it. Call it before JGroups is used. */
    static void add(final Consumer<Throwable> listener) {
        LISTENERS.add(listener);
    }

    static void remove(final Consumer<Throwable> listener) {
        LISTENERS.remove(listener);
    }

    @Override
    public void publish(final LogRecord warning) {
        final BackplaneException fault = new BackplaneException(warning.getMessage(), warning.getThrown());
        LISTENERS.forEach(listener -> listener.accept(fault));
    }

    @Override
    public void flush() {
    }

    @Override
    public void close() {
    }
}
