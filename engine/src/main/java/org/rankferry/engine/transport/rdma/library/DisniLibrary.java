package org.rankferry.engine.transport.rdma.library;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.SymbolLookup;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

import org.rankferry.engine.nativeio.LoadedLibrary;
import org.rankferry.engine.transport.TransportException;

/**
 * The libdisni of this process, loaded, and the way to the classes that use it. A JVM loads one: the first that {@link
 * #open} loads stays, and another one is refused. Any thread may call any method.
 */
public final class DisniLibrary {
    /** The choice of a user who made none: the library out of the engine's jar. */
    public static final String DEFAULT_CHOICE = LibraryOrigin.BUNDLED.toString();

    private static final Object LOCK = new Object();
    private static DisniLibrary opened; // guarded by LOCK

    private final String choice;
    private final LibraryOrigin origin;
    private final Path path;
    private final DisniClassLoader loader;
    private final DisniExtras extras;

    private DisniLibrary(
        final String choice, final LibraryOrigin origin, final Path path, final DisniClassLoader loader) {
        this.choice = choice;
        this.origin = origin;
        this.path = path;
        this.loader = loader;
        extras = DisniExtras.of(new LoadedLibrary(symbols(loader)));
    }

    /**
     * Loads a library, or gives the one that this choice loaded before. Takes some milliseconds, needs no device.
     *
     * @param choice {@code bundled}, {@code installed}, or the absolute path of a file.
     * @throws TransportException in one line, when it can't be loaded, does not fit DiSNI, or another one is loaded.
     */
    public static DisniLibrary open(final String choice) {
        synchronized (LOCK) {
            if (opened == null) {
                opened = load(choice);
            } else if (!opened.choice.equals(choice)) {
                throw new TransportException("this process uses the " + opened.origin + " libdisni, " + opened.path
                    + ", and can't load another: start another process for " + choice);
            }
            return opened;
        }
    }

    /** As {@link #open}, whatever is loaded already. */
    static DisniLibrary load(final String choice) {
        DisniLog.quieten();
        final LibraryOrigin origin = LibraryOrigin.of(choice);
        return switch (origin) {
            case BUNDLED -> {
                try (BundledLibrary extracted = BundledLibrary.extract()) {
                    yield load(choice, origin, home(), extracted.file());
                }
            }
            case INSTALLED -> load(choice, origin, search(System.getProperty("java.library.path", "")), null);
            case FILE -> {
                final Path file = Path.of(choice);
                if (!file.isAbsolute()) {
                    throw new TransportException("\"" + choice + "\" names no libdisni: say " + LibraryOrigin.BUNDLED
                        + ", " + LibraryOrigin.INSTALLED + ", or the absolute path of a file");
                }
                if (!Files.isRegularFile(file)) {
                    throw new TransportException("libdisni " + file + " is no file: name another, or say "
                        + LibraryOrigin.BUNDLED);
                }
                yield load(choice, origin, file, file);
            }
        };
    }

    private static DisniLibrary load(
        final String choice, final LibraryOrigin origin, final Path path, final Path file) {
        final DisniClassLoader loader = new DisniClassLoader(DisniLibrary.class.getClassLoader(), file);
        LibraryCheck.check(loader, origin + " libdisni, " + path);
        return new DisniLibrary(choice, origin, path, loader);
    }

    /** What holds the bundled library: the engine's jar, or its classes. */
    private static Path home() {
        final CodeSource source = DisniLibrary.class.getProtectionDomain().getCodeSource();
        return Path.of(source.getLocation().getPath());
    }

    /** Where the JVM will find it. */
    static Path search(final String directories) {
        return Arrays.stream(directories.split(File.pathSeparator, -1))
            .filter(directory -> !directory.isEmpty())
            .map(directory -> Path.of(directory, BundledLibrary.FILE_NAME).toAbsolutePath())
            .filter(Files::isRegularFile)
            .findFirst()
            .orElseThrow(() -> new TransportException(
                "no libdisni is installed: " + BundledLibrary.FILE_NAME + " is in none of " + directories
                    + "; start the JVM with -Djava.library.path=DIR, or use the bundled one"));
    }

    /** Where the library comes from. */
    public LibraryOrigin origin() {
        return origin;
    }

    /** The library's file; of the bundled one the jar or folder that holds it. */
    public Path path() {
        return path;
    }

    /** What the library can beyond DiSNI. */
    public DisniExtras extras() {
        return extras;
    }

    /** Origin, path and what it can, in one line. */
    public String describe() {
        return "libdisni: " + origin + " (" + path + ")"
            + (extras.present() ? "" : ", not Rankferry's own: IPv4 only, READ depth as the device has it");
    }

    /** The library of this process, if one is loaded. */
    public static Optional<DisniLibrary> current() {
        synchronized (LOCK) {
            return Optional.ofNullable(opened);
        }
    }

    /**
     * Makes an object of a class that uses DiSNI. The class is defined by this library's loader, so it is not the one
     * that a class literal means: it is known by {@code api} only, and a parameter must not be of a type from DiSNI or
     * from the package of the implementation.
     *
     * @param api       an interface or class outside both.
     * @param className of an implementation in {@code com.ibm.disni} or {@code
     *                  org.rankferry.engine.transport.rdma.fabric}; neither it nor its constructor need be public.
     * @param types     of the constructor's parameters.
     * @param arguments as many.
     * @throws TransportException when the constructor threw an {@link IOException}, with its message; other exceptions
     *                            of the constructor come as they are.
     */
    public <T> T newInstance(
        final Class<T> api, final String className, final Class<?>[] types, final Object[] arguments) {
        return newInstance(loader, api, className, types, arguments);
    }

    @SuppressWarnings("unchecked") // Supplier<SymbolLookup>, of a class that is named here
    private static SymbolLookup symbols(final DisniClassLoader loader) {
        final Supplier<SymbolLookup> symbols = newInstance(
            loader, Supplier.class, LibrarySymbols.class.getName(), new Class<?>[0], new Object[0]);
        return symbols.get();
    }

    static <T> T newInstance(
        final DisniClassLoader loader, final Class<T> api, final String className, final Class<?>[] types,
        final Object[] arguments) {
        try {
            final Constructor<?> constructor = loader.loadClass(className).getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return api.cast(constructor.newInstance(arguments));
        } catch (final InvocationTargetException e) {
            throw unwrapped(e.getCause());
        } catch (final ReflectiveOperationException e) {
            throw new LinkageError("class " + className + " can't be made: " + e, e);
        }
    }

    private static RuntimeException unwrapped(final Throwable cause) {
        return switch (cause) {
            case final IOException e -> new TransportException(e.getMessage(), e);
            case final RuntimeException e -> e;
            case final Error e -> throw e;
            default -> new IllegalStateException(cause);
        };
    }
}
