package org.rankferry.engine.transport.rdma.library;

import org.rankferry.engine.transport.TransportException;

/** Loads DiSNI and its library, and turns what can be wrong with them into one line with the remedy. */
final class LibraryCheck {
    /** Constructing it loads the library, checks its version and takes over its layouts. */
    private static final String PROVIDER = "com.ibm.disni.verbs.impl.RdmaProviderNat";

    /** It loads the library by name once more, and must do so while the file is there. */
    private static final String AFFINITY = "com.ibm.disni.util.NativeAffinity";

    private static final String INTERNALS = "sun.nio.ch";

    private LibraryCheck() {
    }

    /**
     * Loads through the given loader.
     *
     * @param what names the library: "installed libdisni, /usr/lib/libdisni.so".
     */
    static void check(final DisniClassLoader loader, final String what) {
        requireExport(loader.getUnnamedModule());
        try {
            DisniLibrary.newInstance(loader, Object.class, PROVIDER, new Class<?>[0], new Object[0]);
            Class.forName(AFFINITY, true, loader);
        } catch (final TransportException e) {
            throw new TransportException("the " + what + ", does not fit DiSNI 2.1 (" + e.getMessage()
                + "): use the bundled one, or build libdisni of 2.1", e);
        } catch (final UnsatisfiedLinkError e) {
            throw new TransportException("the " + what + ", can't be loaded: " + oneLine(e) + remedy(e), e);
        } catch (final LinkageError | ClassNotFoundException e) {
            throw new TransportException("DiSNI is not on the class path (" + oneLine(e)
                + "): put disni-2.1.jar and slf4j-api beside the engine's jar", e);
        }
    }

    /** DiSNI asks a direct buffer for its address through the JDK's own interface. */
    static void requireExport(final Module disni) {
        if (!Object.class.getModule().isExported(INTERNALS, disni)) {
            throw new TransportException("DiSNI needs the JVM flag --add-exports=java.base/" + INTERNALS
                + "=ALL-UNNAMED: start the JVM with it");
        }
    }

    private static String remedy(final UnsatisfiedLinkError error) {
        final String text = oneLine(error);
        if (text.contains("libibverbs.so") || text.contains("librdmacm.so")) {
            return "; install libibverbs1, librdmacm1 and ibverbs-providers (Debian, Ubuntu) or libibverbs and"
                + " librdmacm (Fedora, RHEL)";
        }
        if (text.contains("failed to map segment")) {
            return "; files in that folder may not be executed: start the JVM with -Djava.io.tmpdir=DIR of another";
        }
        return text.contains("NativeDispatcher.") ? "; it is another library, or of another version of DiSNI"
            : "; take another with --libdisni";
    }

    private static String oneLine(final Throwable error) {
        return String.valueOf(error.getMessage()).lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("");
    }
}
