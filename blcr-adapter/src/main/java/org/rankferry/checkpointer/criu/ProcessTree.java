package org.rankferry.checkpointer.criu;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import org.rankferry.engine.nativeio.Libc;

/** A process and what it has started. */
final class ProcessTree {
    private static final int KILL = 9;
    private static final int CONT = 18;

    private final long root;

    ProcessTree(final long root) {
        this.root = root;
    }

    long root() {
        return root;
    }

    /** Lets all of it run. */
    void goOn() {
        signal(CONT);
    }

    /** Ends all of it. */
    void end() {
        signal(KILL);
    }

    /** How many processes it is now. */
    int size() {
        return all().size();
    }

    private List<Long> all() {
        return ProcessHandle.of(root).stream()
            .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants())).map(ProcessHandle::pid).toList();
    }

    private void signal(final int number) {
        for (final long pid : all()) {
            try {
                final boolean ignored = Libc.kill(pid, number);
            } catch (final IOException e) {
                // Of another user: CRIU could not have captured it.
            }
        }
    }

    @Override
    public String toString() {
        return "process " + root;
    }
}
