package org.rankferry.engine.nativeio;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

import static org.rankferry.engine.nativeio.NativeFunction.ADDRESS;
import static org.rankferry.engine.nativeio.NativeFunction.INT;

/**
 * How much the kernel prefers a thread to others that want its core. Ranks compute on every core of a node; a thread
 * that has little to do, and only when everybody waits for it, should not queue behind them.
 *
 * <p>Raising is a privilege: CAP_SYS_NICE, or a limit on nice values (RLIMIT_NICE, {@code LimitNICE} of a service) that
 * reaches so far down. Without it everything works, later.
 */
public final class ThreadPriority {
    /** Steps of nice; a thread that is ten steps ahead gets nine times the share of a core. */
    static final int STEPS = 10;
    private static final int LEAST_NICE = -20;
    private static final int PRIO_PROCESS = 0;
    /** Linux takes 0 for the calling thread, not for its process. */
    private static final int THIS_THREAD = 0;
    private static final int SCHED_OTHER = 0;
    /** What the thread starts, processes too, has the usual nice value instead of one below that. */
    private static final int SCHED_RESET_ON_FORK = 0x40000000;

    private static final MethodHandle GETPRIORITY = NativeFunction.plain("getpriority", INT, INT, INT);
    private static final MethodHandle SETPRIORITY = NativeFunction.plain("setpriority", INT, INT, INT, INT);
    private static final MethodHandle SCHED_SETSCHEDULER =
        NativeFunction.plain("sched_setscheduler", INT, INT, INT, ADDRESS);

    private ThreadPriority() {
    }

    /** The same work, on a thread that is raised first where that is allowed. */
    public static Runnable raised(final Runnable work) {
        return () -> {
            final boolean ignored = raise();
            work.run();
        };
    }

    /** The nice value of a thread: -20, preferred most, to 19. By its id in the kernel; 0 is the calling thread. */
    public static int niceOf(final long thread) {
        try {
            return (int) GETPRIORITY.invokeExact(PRIO_PROCESS, Math.toIntExact(thread));
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("getpriority", t);
        }
    }

    /**
     * Raises that of the calling thread, once for its life; what it starts is not raised.
     *
     * @return whether this process may.
     */
    public static boolean raise() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment noParameters = arena.allocateFrom(ValueLayout.JAVA_INT, 0);
            // First: nothing must be started at the new priority.
            if ((int) SCHED_SETSCHEDULER.invokeExact(THIS_THREAD, SCHED_OTHER | SCHED_RESET_ON_FORK, noParameters)
                != 0) {
                return false;
            }
            final int nice = Math.max(LEAST_NICE, niceOf(THIS_THREAD) - STEPS);
            return (int) SETPRIORITY.invokeExact(PRIO_PROCESS, THIS_THREAD, nice) == 0;
        } catch (final Throwable t) {
            throw NativeFunction.unexpected("setpriority", t);
        }
    }
}
