package org.rankferry.engine.nativeio;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Signals that other processes send to this one.
 *
 * <p>They are taken by the JVM's own handler, which notes them and calls Java on a thread of its own: a handler of
 * ours, by sigaction and an up-call, would run Java code wherever the signal meets a thread, and signalfd would need
 * the signal blocked in threads that the JVM has started already. The class for that, {@code sun.misc.Signal}, is
 * exported for programs by module {@code jdk.unsupported}, but javac warns of it wherever it is named; hence by name.
 */
public final class ProcessSignal {
    /**
     * The signal for whatever a program likes. HotSpot on Linux uses SIGUSR2 to suspend threads by default, and
     * leaves this one alone; batch systems can send it before a time limit.
     */
    public static final String USR1 = "USR1";

    private ProcessSignal() {
    }

    /**
     * Has something run, on a thread of the JVM, each time that a signal comes. Without, most signals end the process.
     *
     * @param name   of the signal, without SIG.
     * @param action to run; must not block.
     * @throws IllegalArgumentException when the JVM uses it, or there is none of this name.
     */
    public static void handle(final String name, final Runnable action) {
        try {
            final Class<?> signal = Class.forName("sun.misc.Signal");
            final Class<?> handler = Class.forName("sun.misc.SignalHandler");
            final MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            final MethodHandle run = MethodHandles.dropArguments(
                lookup.findVirtual(Runnable.class, "run", MethodType.methodType(void.class)).bindTo(action), 0, signal);
            lookup.findStatic(signal, "handle", MethodType.methodType(handler, signal, handler)).invoke(
                lookup.findConstructor(signal, MethodType.methodType(void.class, String.class)).invoke(name),
                MethodHandleProxies.asInterfaceInstance(handler, run));
        } catch (final IllegalArgumentException e) {
            throw e;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("sun.misc.Signal.handle", t);
        }
    }
}
