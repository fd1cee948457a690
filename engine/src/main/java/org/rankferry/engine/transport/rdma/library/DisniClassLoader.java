package org.rankferry.engine.transport.rdma.library;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;

/**
 * Defines DiSNI, and the classes that use it, once more, so that their {@code System.loadLibrary("disni")} comes here.
 * Everything else, slf4j and the engine among it, comes from the parent: objects of the transport's interfaces cross
 * the border, classes of DiSNI do not. Any thread may load classes at any time.
 */
final class DisniClassLoader extends ClassLoader {
    private static final String LIBRARY = "disni";
    private static final String DISNI = "com.ibm.disni.";
    private static final String FABRIC = "org.rankferry.engine.transport.rdma.fabric.";
    private static final String CLASS_SUFFIX = ".class";

    static {
        registerAsParallelCapable();
    }

    private final Path library;

    /**
     * Beneath the loader that has DiSNI's classes as resources.
     *
     * @param library the file to load, absolute; null to have the JVM search {@code java.library.path}.
     */
    DisniClassLoader(final ClassLoader parent, final Path library) {
        super("disni", parent);
        this.library = library;
    }

    @Override
    protected String findLibrary(final String name) {
        return library != null && name.equals(LIBRARY) ? library.toString() : null;
    }

    @Override
    protected Class<?> loadClass(final String name, final boolean resolve) throws ClassNotFoundException {
        if (!isOwn(name)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            final Class<?> known = findLoadedClass(name);
            final Class<?> loaded = known == null ? findClass(name) : known;
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    private static boolean isOwn(final String name) {
        return name.startsWith(DISNI) || name.startsWith(FABRIC) || name.equals(LibrarySymbols.class.getName());
    }

    @Override
    protected Class<?> findClass(final String name) throws ClassNotFoundException {
        if (!isOwn(name)) {
            throw new ClassNotFoundException(name);
        }
        final String path = name.replace('.', '/') + CLASS_SUFFIX;
        final URL resource = getParent().getResource(path);
        if (resource == null) {
            throw new ClassNotFoundException(name);
        }
        try {
            final URLConnection connection = resource.openConnection();
            try (InputStream in = connection.getInputStream()) {
                final byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length, origin(connection, path));
            }
        } catch (final IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    /** As the parent would have it: the jar, or the folder above the packages. */
    private ProtectionDomain origin(final URLConnection connection, final String path) throws IOException {
        final URL place;
        if (connection instanceof final JarURLConnection jar) {
            place = jar.getJarFileURL();
        } else {
            final String url = connection.getURL().toString();
            place = URI.create(url.substring(0, url.length() - path.length())).toURL();
        }
        return new ProtectionDomain(new CodeSource(place, (Certificate[]) null), null, this, null);
    }
}
