package org.rankferry.engine.cli;

/**
 * A command that another module adds. Found with {@link java.util.ServiceLoader}; must start fast, as every start of
 * {@code rankferry} makes it.
 */
@FunctionalInterface
public interface CommandExtension {
    /** An object with picocli's {@code @Command}, a {@code Callable<Integer>} that returns the exit code. */
    Object command();
}
