/**
 * The native half of DiSNI, and the class loader that binds DiSNI to it.
 *
 * <p>DiSNI's Java calls verbs through a JNI library, {@code libdisni}, which no distribution packages. This build has
 * one of its own, packed into the engine's jar ({@code bundled}); a site may use its own instead. Three things follow:
 *
 * <ul>
 * <li>DiSNI asks for the library by name, so a library that is not on {@code java.library.path} needs a loader that
 * says where it is: {@link org.rankferry.engine.transport.rdma.library.DisniClassLoader}. It defines DiSNI's classes,
 * and those of the transport that use them, once more.
 * <li>A JVM loads one library for DiSNI: the first {@link
 * org.rankferry.engine.transport.rdma.library.DisniLibrary#open} decides.
 * <li>The bundled library can more than DiSNI's Java asks for: {@link
 * org.rankferry.engine.transport.rdma.library.DisniExtras}.
 * </ul>
 *
 * <p>Nothing here uses a class of DiSNI by itself: this package is there, and its errors are readable, without them.
 */
package org.rankferry.engine.transport.rdma.library;
