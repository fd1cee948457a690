package org.rankferry.engine.backplane.cluster;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jgroups.JChannel;
import org.jgroups.View;
import org.jgroups.protocols.DISCARD;
import org.jgroups.stack.ProtocolStack;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** What tests do to members, and wait for. */
final class Channels {
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private Channels() {
    }

    /** From here on it neither hears nor is heard. */
    static DISCARD deafen(final JChannel member) throws Exception {
        final DISCARD deaf = new DISCARD().discardAll(true);
        member.getProtocolStack().insertProtocol(deaf, ProtocolStack.Position.ABOVE, ClusterTcp.class);
        return deaf;
    }

    /** All of them have such a view at the same time. */
    static void awaitView(final int patienceS, final Predicate<View> wanted, final JChannel... members) {
        final List<JChannel> all = List.of(members);
        await(patienceS, () -> all.stream().map(JChannel::getView).allMatch(wanted),
            () -> all.stream().map(member -> member.getName() + " sees " + member.getView()).toList().toString());
    }

    /** That much is so at last. */
    static void await(final int patienceS, final BooleanSupplier condition, final Supplier<String> what) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(patienceS);
        boolean so = condition.getAsBoolean();
        while (!so && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(PAUSE_NS);
            so = condition.getAsBoolean();
        }
        assertTrue(so, what);
    }
}
