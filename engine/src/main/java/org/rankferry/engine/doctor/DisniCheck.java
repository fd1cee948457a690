package org.rankferry.engine.doctor;

import java.util.List;
import java.util.function.Function;

import org.rankferry.engine.transport.TransportException;
import org.rankferry.engine.transport.rdma.library.DisniLibrary;

/**
 * {@code libdisni}: the native half of DiSNI, found, loaded and fitting.
 *
 * @param choice of the user.
 * @param opener of a library.
 */
record DisniCheck(String choice, Function<String, DisniLibrary> opener) implements Check {
    static final String NAME = "libdisni";

    @Override
    public List<Finding> look() {
        try {
            final DisniLibrary library = opener.apply(choice);
            final String found = library.origin() + ", " + library.path();
            return List.of(library.extras().present() ? Finding.ok(NAME, found)
                : Finding.warn(
                    NAME, found + ": not Rankferry's own: IPv4 only, READ depth as the device has it",
                    "use --libdisni bundled where that matters"));
        } catch (final TransportException e) {
            return List.of(Finding.fail(NAME, e));
        }
    }
}
