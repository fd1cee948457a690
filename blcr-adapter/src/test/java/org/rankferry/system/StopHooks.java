package org.rankferry.system;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;

import org.rankferry.engine.cli.ClosingStack;

/**
 * What a command does when SIGTERM ends its process, without the end of the process: its shutdown hooks, which
 * {@link ClosingStack} has registered with the JVM, run, and the JVM is made fit for the next command.
 */
final class StopHooks {
    /** Option of a JVM that has this. */
    static final String OPENED = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    private final Map<Thread, Thread> registered;
    private final Field stopping;
    private boolean running;
    private boolean ran;

    StopHooks() {
        try {
            final Field hooks = Class.forName("java.lang.ApplicationShutdownHooks").getDeclaredField("hooks");
            hooks.setAccessible(true);
            registered = hooksOf(hooks);
            stopping = ClosingStack.class.getDeclaredField("stopping");
            stopping.setAccessible(true);
        } catch (final ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<Thread, Thread> hooksOf(final Field field) throws IllegalAccessException {
        return (Map<Thread, Thread>) field.get(null);
    }

    /** A command begins. */
    synchronized void begin() {
        running = true;
        ran = false;
    }

    /** Stops the command that runs, if one does. One that has opened nothing yet has no hooks: the JVM ends. */
    synchronized void run() {
        if (!running) {
            return;
        }
        final List<Thread> hooks = ofCommand();
        if (hooks.isEmpty()) {
            Runtime.getRuntime().halt(ChildProcess.TERMINATED);
        }
        ran = true;
        try {
            for (final Thread hook : hooks) {
                Runtime.getRuntime().removeShutdownHook(hook);
                hook.start();
                hook.join();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A command has ended: whether hooks were run, which are done then. */
    synchronized boolean end() {
        running = false;
        try {
            stopping.setBoolean(null, false);
        } catch (final IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
        return ran;
    }

    private List<Thread> ofCommand() {
        return List.copyOf(registered.keySet()).stream()
            .filter(hook -> hook.getName().equals("rankferry-stop"))
            .toList();
    }
}
