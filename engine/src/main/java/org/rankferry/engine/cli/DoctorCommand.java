package org.rankferry.engine.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import org.rankferry.engine.api.RdmaOptions;
import org.rankferry.engine.doctor.Doctor;
import org.rankferry.engine.doctor.Finding;
import org.rankferry.engine.doctor.PeerFindings;
import org.rankferry.engine.doctor.Questions;
import org.rankferry.engine.doctor.Status;
import org.rankferry.engine.observe.ResultJson;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.FabricNeeds;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.engine.transport.rdma.PeerProbe;
import org.rankferry.engine.transport.rdma.ProbeResult;
import org.rankferry.engine.transport.rdma.RdmaTransport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rankferry doctor}: can RDMA work here, and with that peer? */
@Command(
    name = "doctor",
    description = {
        "Looks at what RDMA needs on this host and says what is wrong and what to do, a line for each check. With"
            + " --peer it READs from another host and lets that READ from here; there runs 'rankferry doctor"
            + " --listen'."},
    footer = {
        "", "A probe lends the peer a scratch buffer with a pattern, for READ only: no image, no pool, no secret."
            + " Whoever reaches the port may READ that.",
        "", "Exit code: 0 when no check fails, warnings or not; 1 when one does.",
        "", "Examples:",
        "  rankferry doctor --pool 64M --image-bytes 2G",
        "  spare$ rankferry doctor --listen 10.0.0.2",
        "  failing$ rankferry doctor --peer 10.0.0.2 --json doctor.json"})
final class DoctorCommand implements Callable<Integer> {
    private static final int PORT = 7401;
    private static final Duration PROBE = Duration.ofSeconds(60);
    private static final Duration FOR_EVER = Duration.ofDays(36_500);
    private static final Endpoint ANYWHERE = new Endpoint.Inet("0.0.0.0", 0);

    @Spec
    private CommandSpec spec;

    @Option(
        names = "--peer", paramLabel = "HOST[:PORT]",
        description = "READ from 'rankferry doctor --listen' there, and be READ by it (port: " + PORT + ").")
    private String peer;

    @Option(
        names = "--listen", paramLabel = "HOST[:PORT]",
        description = "Serve 'rankferry doctor --peer' of other hosts at this address of an RDMA device, until"
            + " interrupted or --timeout (port: " + PORT + ").")
    private String listen;

    @Option(
        names = "--timeout", paramLabel = "SECONDS",
        description = "Give up on the peer after that long (default: 60), or stop listening (default: never).")
    private Double timeout;

    @Option(
        names = "--pool", paramLabel = "SIZE", converter = ByteSize.class, defaultValue = "10M",
        description = "Bytes of the chunk pool that a source shall have (default: ${DEFAULT-VALUE}).")
    private long pool;

    @Option(
        names = "--image-bytes", paramLabel = "SIZE", converter = ByteSize.class,
        description = "Bytes of the images that a target shall hold (default: what memory is free).")
    private Long imageBytes;

    @Option(
        names = "--device", paramLabel = "NAME", split = ",",
        description = "RDMA devices to look at and use (default: all).")
    private List<String> devices = List.of();

    @Option(
        names = "--libdisni", paramLabel = "WHICH", defaultValue = RdmaOptions.BUNDLED,
        description = "Native half of DiSNI: bundled, installed (on java.library.path), or the path of one (default:"
            + " ${DEFAULT-VALUE}).")
    private String library;

    @Mixin
    private JsonFlag json;

    private final List<Finding> findings = new ArrayList<>();
    private final List<ProbeResult> probes = new ArrayList<>();

    @Override
    public Integer call() {
        final Duration patience = patience();
        final Endpoint.Inet calls = endpoint(peer);
        final Endpoint.Inet serves = endpoint(listen);
        final Questions questions = questions(calls, serves);
        Doctor.ofThisHost(questions).examine(this::tell);
        if (calls != null) {
            call(questions.needs(), calls, patience);
        } else if (serves != null) {
            serve(questions.needs(), serves, patience);
        }
        json.write(result());
        final String failed = findings.stream().filter(finding -> finding.status() == Status.FAIL)
            .map(Finding::check).distinct().collect(Collectors.joining(", "));
        if (!failed.isEmpty()) {
            throw new CommandFailure("doctor: what must be put right for RDMA: " + failed, null);
        }
        return CommandLine.ExitCode.OK;
    }

    private void call(final FabricNeeds needs, final Endpoint.Inet at, final Duration patience) {
        try (ClosingStack closing = new ClosingStack()) {
            took(closing.open(() -> RdmaTransport.probe(needs)).probe(at, patience));
        } catch (final TransportException e) {
            tell(PeerFindings.of(e));
        }
    }

    private void serve(final FabricNeeds needs, final Endpoint.Inet at, final Duration patience) {
        try (ClosingStack closing = new ClosingStack()) {
            final PeerProbe probe = closing.open(() -> RdmaTransport.probe(needs));
            final Endpoint listening = probe.listen(at);
            json.text().println("listening at " + listening + ": run `rankferry doctor --peer " + listening
                + "` on the other host; peers may READ a scratch buffer with a pattern, and no secret");
            json.text().flush();
            final long startNs = System.nanoTime();
            while (serveOne(probe, patience.minusNanos(System.nanoTime() - startNs))) {
                // The next one.
            }
        } catch (final TransportException e) {
            tell(PeerFindings.of(e));
        }
    }

    /** Returns false when the time is over or a signal has come. */
    private boolean serveOne(final PeerProbe probe, final Duration left) {
        try {
            final Optional<ProbeResult> result = probe.serve(left);
            result.ifPresent(this::took);
            return result.isPresent();
        } catch (final TransportException e) {
            if (ClosingStack.isStopping()) {
                return false;
            }
            tell(PeerFindings.of(e));
            return true;
        }
    }

    private void took(final ProbeResult result) {
        probes.add(result);
        PeerFindings.of(result).forEach(this::tell);
    }

    private void tell(final Finding finding) {
        findings.add(finding);
        final PrintWriter text = json.text();
        text.println(finding);
        text.flush();
    }

    private ResultJson result() {
        final Map<String, Object> values = new LinkedHashMap<>();
        values.put("checks", findings.stream().map(DoctorCommand::json).toList());
        if (peer != null) {
            values.put("peer", probes.isEmpty() ? Map.of() : PeerFindings.json(probes.getFirst()));
        }
        if (listen != null) {
            values.put("peers", probes.stream().map(PeerFindings::json).toList());
        }
        return ResultJson.ofChecks("doctor", values);
    }

    private static Map<String, Object> json(final Finding finding) {
        final Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", finding.check());
        values.put("status", finding.status().toString());
        values.put("found", finding.found());
        values.put("remedy", finding.remedy());
        return values;
    }

    private Questions questions(final Endpoint.Inet calls, final Endpoint.Inet serves) {
        if (calls != null && serves != null) {
            throw wrong("--peer and --listen exclude each other: one host listens, the other calls");
        }
        if (calls != null && calls.port() == 0) {
            throw wrong("--peer " + calls + ": give the port that it listens at");
        }
        if (pool < 1 || (imageBytes != null && imageBytes < 1)) {
            throw wrong("--pool and --image-bytes are at least 1 byte");
        }
        try {
            final RdmaOptions rdma = new RdmaOptions(devices, 1, false, library);
            final FabricNeeds needs = calls != null ? FabricNeeds.connecting(rdma, List.of(calls))
                : FabricNeeds.listening(rdma, serves != null ? serves : ANYWHERE);
            return new Questions(
                pool, imageBytes == null ? OptionalLong.empty() : OptionalLong.of(imageBytes), needs);
        } catch (final IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private Duration patience() {
        if (timeout == null) {
            return listen == null ? PROBE : FOR_EVER;
        }
        if (!(timeout > 0 && timeout <= FOR_EVER.toSeconds())) {
            throw wrong("--timeout is " + timeout + " s; give more than 0");
        }
        return Duration.ofNanos(Math.max(1, Math.round(timeout * 1e9)));
    }

    /** {@code HOST}, {@code [IPV6]}, or either with a port. */
    private Endpoint.Inet endpoint(final String text) {
        if (text == null) {
            return null;
        }
        try {
            return Endpoint.parseHost(text, PORT);
        } catch (final IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private ParameterException wrong(final String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
