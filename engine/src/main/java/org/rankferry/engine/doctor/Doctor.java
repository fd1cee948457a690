package org.rankferry.engine.doctor;

import java.util.List;
import java.util.function.Consumer;

import org.rankferry.engine.nativeio.SharedLibrary;
import org.rankferry.engine.transport.Transports;
import org.rankferry.engine.transport.rdma.device.DeviceLimits;
import org.rankferry.engine.transport.rdma.device.RdmaDevices;
import org.rankferry.engine.transport.rdma.library.DisniLibrary;

/** Runs the checks on this host, from the ground up: what a later one needs an earlier one has looked at. */
public final class Doctor {
    private final List<Check> checks;

    private Doctor(final List<Check> checks) {
        this.checks = checks;
    }

    /** With all checks, of the host this runs on. */
    public static Doctor ofThisHost(final Questions questions) {
        final Host host = Host.LOCAL;
        final Examined examined =
            new Examined(RdmaDevices.read(host.file("/sys/class")), questions.needs().rdma().devices());
        return new Doctor(List.of(
            new KernelCheck(host, System.getProperty("os.arch")),
            new JdkCheck(JdkCheck.Facts.ofThisJvm()),
            new VerbsCheck(host, examined, SharedLibrary::loads),
            new DisniCheck(questions.needs().rdma().library(), DisniLibrary::open),
            new ModulesCheck(host, examined),
            new AccessCheck(host),
            new PortCheck(host, examined),
            new MtuCheck(host, examined),
            new GidCheck(host, examined),
            new MemlockCheck(host, examined, questions),
            new LimitsCheck(examined, questions, DeviceLimits::of),
            new HugePagesCheck(host, questions.poolBytes()),
            new SharedMemoryCheck(host, questions),
            new AutoCheck(Transports.load(), questions.needs())));
    }

    /**
     * Looks at everything.
     *
     * @param to is told each finding as soon as it is there.
     */
    public void examine(final Consumer<Finding> to) {
        checks.forEach(check -> check.look().forEach(to));
    }
}
