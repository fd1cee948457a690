package org.rankferry.bench.remote;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import org.agrona.CloseHelper;
import org.rankferry.bench.measure.MachineSample;
import org.rankferry.bench.scene.BenchCase;
import org.rankferry.bench.scene.Given;
import org.rankferry.bench.scene.LocalTarget;
import org.rankferry.bench.scene.MemoryNeed;
import org.rankferry.bench.scene.Scratch;
import org.rankferry.bench.scene.TargetPlace;
import org.rankferry.bench.scene.TargetSet;
import org.rankferry.engine.observe.CpuTime;

/** Answers one client, and owns the targets it has asked for. Used by one thread. */
final class ServerSession implements AutoCloseable {
    /** A client may compare configurations in turn for hours, and measure elsewhere meanwhile. */
    private static final int SILENCE_S = 24 * 3600;

    private final ControlLink link;
    private final BenchServer.Options options;
    private final Consumer<String> said;
    private final Scratch scratch = new Scratch();
    private final Map<Integer, LocalTarget> targets = new HashMap<>();
    private int opened;
    private long sets;
    private double processBefore;

    ServerSession(final ControlLink link, final BenchServer.Options options, final Consumer<String> said) {
        this.link = link;
        this.options = options;
        this.said = said;
    }

    /** Answers until the client has closed the connection. Returns the image sets that have arrived. */
    long serve() {
        try {
            while (true) {
                link.send(answer(link.receive(SILENCE_S)));
            }
        } catch (final ControlLink.GoneException e) {
            return sets;
        }
    }

    /** Whether the client has closed whatever it opened: then it went as it should. */
    boolean isTidy() {
        return targets.isEmpty();
    }

    private Map<String, Object> answer(final Map<String, Object> line) {
        try {
            final Ask ask = Ask.of(line);
            return switch (ask) {
                case MACHINE -> MachineSample.read().toMap();
                case OPEN -> open(BenchCase.ofMap(Given.object(line, Ask.CASE)), seed(line));
                default -> of((int) Given.number(line, Ask.SCENE, 1, opened), ask);
            };
        } catch (final RuntimeException e) {
            return Map.of(Ask.FAULT, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private Map<String, Object> open(final BenchCase spec, final long seed) {
        if (!spec.inMemory() && options.directory() == null) {
            throw new IllegalArgumentException("store " + spec.store() + " needs --dir DIR at the server");
        }
        MemoryNeed.ofTarget(spec).check(spec + " at the target");
        final int scene = ++opened;
        final LocalTarget target = new LocalTarget(spec, new TargetPlace(
            link.localHost(), options.secretFile(), scratch, options.directory(), options.rdma(), "bench-" + scene,
            seed));
        targets.put(scene, target);
        said.accept(spec + " at " + target.address());
        final Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(Ask.SCENE, scene);
        answer.put(Ask.ADDRESS, target.address());
        return answer;
    }

    private Map<String, Object> of(final int scene, final Ask ask) {
        final LocalTarget target = targets.get(scene);
        if (target == null) {
            throw new IllegalArgumentException("scene " + scene + " is closed");
        }
        switch (ask) {
            case BEGIN -> {
                processBefore = CpuTime.ofSelf();
                target.begin();
            }
            case RECEIVED -> {
                final TargetSet set = target.received();
                sets++;
                return set.withProcess(CpuTime.ofSelf() - processBefore).toMap();
            }
            case CHECK -> {
                final Map<String, Object> answer = new LinkedHashMap<>();
                answer.put(Ask.WRONG, target.check());
                return answer;
            }
            case RECYCLE -> target.recycle();
            case CLOSE -> targets.remove(scene).close();
            default -> throw new IllegalStateException("not of a scene: " + ask);
        }
        return Map.of();
    }

    private static long seed(final Map<String, Object> line) {
        return Given.number(line, Ask.SEED, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    @Override
    public void close() {
        CloseHelper.closeAll(targets.values());
        targets.clear();
        CloseHelper.closeAll(scratch, link);
    }
}
