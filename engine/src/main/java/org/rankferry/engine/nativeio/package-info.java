/**
 * The few things the JDK does not reach: calls into the C library through the foreign-function API, and facts
 * that Linux tells in {@code /proc}.
 *
 * <p>The rest of the engine must know that space is there before it maps a file ({@link
 * org.rankferry.engine.nativeio.Libc#allocate}: a mapped page without space behind it kills the process), must pay page
 * faults before the transfer and not during it ({@link org.rankferry.engine.nativeio.Libc#populate}), and must say
 * on which machine it ran ({@link org.rankferry.engine.nativeio.MachineFacts}). Every call is thin: arguments checked,
 * errno captured in the same down-call, and a failure is an {@link java.io.IOException} that names the call, what it
 * was called on and the C library's text for the error.
 *
 * <p>Uses the JDK only; the JVM runs with {@code --enable-native-access}. No call keeps state, all may be made from any
 * thread; none belongs on the way of a chunk, because each allocates a little.
 */
package org.rankferry.engine.nativeio;
