package org.rankferry.engine.transport.rdma.library;

import java.lang.foreign.SymbolLookup;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DisniClassLoaderTest {
    private static final String DISPATCHER = "com.ibm.disni.verbs.impl.NativeDispatcher";
    private static final int DISPATCHER_METHODS = 48;

    private final ClassLoader parent = getClass().getClassLoader();
    private final DisniClassLoader loader = new DisniClassLoader(parent, null);

    @Test
    void disniIsItsOwnAndTheRestIsTheParents() throws ClassNotFoundException {
        final Class<?> group = loader.loadClass("com.ibm.disni.RdmaEndpointGroup");
        assertSame(loader, group.getClassLoader());
        assertSame(group, loader.loadClass("com.ibm.disni.RdmaEndpointGroup"));
        assertNotSame(group, parent.loadClass("com.ibm.disni.RdmaEndpointGroup"));
        assertSame(Logger.class, loader.loadClass("org.slf4j.Logger"));
        assertSame(DisniLibrary.class, loader.loadClass(DisniLibrary.class.getName()));
        assertSame(String.class, loader.loadClass("java.lang.String"));
    }

    @Test
    void originIsTheParents() throws ClassNotFoundException {
        for (final String name : List.of("com.ibm.disni.RdmaEndpointGroup", LibrarySymbols.class.getName())) {
            final Class<?> own = loader.loadClass(name);
            final Class<?> parents = parent.loadClass(name);
            assertNotSame(own, parents);
            assertEquals(
                parents.getProtectionDomain().getCodeSource().getLocation(),
                own.getProtectionDomain().getCodeSource().getLocation());
            assertEquals(parents.getPackageName(), own.getPackage().getName());
        }
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThrows(ClassNotFoundException.class, () -> loader.loadClass("com.ibm.disni.Nothing"));
        assertThrows(ClassNotFoundException.class, () -> loader.loadClass("org.rankferry.Nothing"));
    }

    @Test
    void libraryHasEveryMethodThatDisniDeclares() throws ReflectiveOperationException {
        final DisniLibrary library = DisniLibraryTest.bundled();
        final Object symbols = library.newInstance(
            Supplier.class, LibrarySymbols.class.getName(), new Class<?>[0], new Object[0]).get();
        final SymbolLookup lookup = (SymbolLookup) symbols;
        final List<String> methods = Arrays.stream(loader.loadClass(DISPATCHER).getDeclaredMethods())
            .filter(method -> Modifier.isNative(method.getModifiers())).map(Method::getName).toList();
        assertEquals(DISPATCHER_METHODS, methods.size());
        for (final String method : methods) {
            assertTrue(
                lookup.find("Java_" + DISPATCHER.replace('.', '_') + "_" + method.replace("_", "_1")).isPresent(),
                method);
        }
        for (final String method : List.of("_getAffinity", "_setAffinity")) {
            assertTrue(
                lookup.find("Java_com_ibm_disni_util_NativeAffinity_" + method.replace("_", "_1")).isPresent(), method);
        }
        assertTrue(lookup.find("handle_open").isEmpty(), "only what is called from outside is exported");
    }

    @Test
    void eventChannelForgetsAnId() throws ReflectiveOperationException {
        final String impl = "com.ibm.disni.verbs.impl.";
        final Object channel = DisniLibraryTest.bundled().newInstance(
            Object.class, impl + "NatRdmaEventChannel", new Class<?>[] {long.class, int.class}, new Object[] {1L, 0});
        final Class<?> type = channel.getClass();
        final Class<?> idType = type.getClassLoader().loadClass(impl + "NatCmaIdPrivate");
        for (final long handle : new long[] {7, 8}) {
            final Object id = idType.getConstructors()[0].newInstance(handle, channel, null);
            type.getMethod("addCmId", idType).invoke(channel, id);
        }
        EventChannelIds.forget(channel, 7);
        assertNull(type.getMethod("getCmId", long.class).invoke(channel, 7L));
        assertNotNull(type.getMethod("getCmId", long.class).invoke(channel, 8L));
        assertThrows(LinkageError.class, () -> EventChannelIds.forget(new Object(), 7));
    }
}
