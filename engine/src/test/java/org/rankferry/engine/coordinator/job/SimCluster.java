package org.rankferry.engine.coordinator.job;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A job on nodes without machines: everything that would take a while takes a random while, in the order of a clock of
 * its own. After each event it checks that no rank runs twice.
 */
final class SimCluster {
    static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long MOST_DELAY_NS = SECOND_NS / 10;

    final long seed;
    final Random random;
    final Map<String, Node> nodes = new TreeMap<>();
    final MemoryJournal journal = new MemoryJournal();
    final List<Order.Kind> ordered = new ArrayList<>();
    private final PriorityQueue<Happening> happenings =
        new PriorityQueue<>(Comparator.comparingLong(Happening::atNs).thenComparingLong(Happening::number));
    private final Map<String, Long> wires = new HashMap<>();
    private final MigrationPlan plan;
    private Migration migration;
    private boolean managed = true;
    private long nowNs;
    private long numbers;
    private int managers;

    private record Happening(long atNs, long number, Runnable what) {
    }

    /** What has become of a process that is one copy of a rank. */
    enum Copy { RUNNING, STALLED, WAITING }

    /** What must survive a job manager. */
    static final class MemoryJournal implements Journal {
        final List<String> lines = new ArrayList<>();
        private final Map<Long, List<Move>> begun = new TreeMap<>();
        private boolean committed;

        @Override
        public void begin(final long epoch, final List<Move> moves) {
            lines.add("begin " + epoch);
            begun.put(epoch, moves);
        }

        @Override
        public void commit(final long epoch, final Map<Integer, String> locations) {
            assertTrue(!lines.contains("abort " + epoch), () -> "two decisions: " + lines);
            lines.add("commit " + epoch);
            committed = true;
        }

        @Override
        public void abort(final long epoch, final String why) {
            assertTrue(!lines.contains("commit " + epoch), () -> "two decisions: " + lines);
            lines.add("abort " + epoch);
        }

        @Override
        public void end(final long epoch) {
            lines.add("end " + epoch);
        }
    }

    /** A node with its part, and what its hands do. */
    final class Node implements NodePart.Hands {
        final String name;
        final Map<Integer, Copy> copies = new TreeMap<>();
        private final NodePart part;
        boolean dead;
        Order.Kind failsAt;
        Order.Kind hangsAt;

        private Node(final String name) {
            this.name = name;
            part = new NodePart(name, this, report -> send(name, "manager", () -> {
                if (managed) {
                    migration.onReport(report, nowNs);
                }
            }));
        }

        @Override
        public void carryOut(final Order order) {
            if (order.kind() == hangsAt) {
                return;
            }
            later(() -> {
                if (dead) {
                    return;
                }
                if (order.kind() == failsAt) {
                    part.failed(order.kind(), order.epoch(), "no luck");
                } else if (part.isWanted(order.kind(), order.epoch())) {
                    act(order);
                    part.done(order.kind(), order.epoch(), order.kind() == Order.Kind.PREPARE ? name + ":1" : "",
                        Map.of());
                }
            });
        }

        private void act(final Order order) {
            switch (order.kind()) {
                case STALL -> copies.replaceAll((rank, copy) -> copy == Copy.RUNNING ? Copy.STALLED : copy);
                case RESTART -> movesOnto(order).forEach(rank -> copies.put(rank, Copy.WAITING));
                case RELEASE -> order.moves().stream().filter(move -> move.from().equals(name))
                    .forEach(move -> copies.keySet().removeAll(move.ranks()));
                case RESUME -> copies.replaceAll((rank, copy) -> Copy.RUNNING);
                case ROLL_BACK -> {
                    copies.values().removeIf(copy -> copy == Copy.WAITING);
                    copies.replaceAll((rank, copy) -> Copy.RUNNING);
                }
                default -> {
                    // Stores and images are not played here.
                }
            }
        }

        @Override
        public void drop(final long epoch) {
            copies.values().removeIf(copy -> copy == Copy.WAITING);
        }

        private List<Integer> movesOnto(final Order order) {
            return order.moves().stream().filter(move -> move.onto().equals(name))
                .flatMap(move -> move.ranks().stream()).toList();
        }
    }

    SimCluster(final long seed, final MigrationPlan plan, final List<String> spares) {
        this.seed = seed;
        this.plan = plan;
        random = new Random(seed);
        plan.ranks().forEach((name, ranks) -> {
            final Node node = new Node(name);
            ranks.forEach(rank -> node.copies.put(rank, Copy.RUNNING));
            nodes.put(name, node);
        });
        plan.moves().forEach(move -> nodes.computeIfAbsent(move.onto(), Node::new));
        spares.forEach(spare -> nodes.put(spare, new Node(spare)));
        migration = manager();
    }

    Migration migration() {
        return migration;
    }

    boolean cancel() {
        return migration.cancel("cancelled by the operator", nowNs);
    }

    void begin() {
        later(() -> migration.begin(nowNs));
    }

    /** A node dies, and the backplane notices. */
    void kill(final String name) {
        final Node node = nodes.get(name);
        node.dead = true;
        node.copies.clear();
        later(() -> {
            if (managed) {
                migration.onLost(name, nowNs);
            }
        });
    }

    /** The job manager dies, and another goes on from its journal. */
    void replaceManager() {
        managed = false;
        later(() -> {
            managed = true;
            managers++;
            final long epoch = journal.begun.keySet().stream().max(Long::compare).orElse(plan.epoch());
            migration = new Migration(
                new MigrationPlan(epoch, plan.ranks(), journal.begun.getOrDefault(epoch, plan.moves()), List.of(),
                    plan.deadline()), journal, this::publish);
            if (journal.begun.isEmpty()) {
                return; // it had not begun: nobody was told anything
            }
            if (!journal.lines.contains("end " + epoch)) {
                migration.recover(journal.committed, Map.of(), nowNs);
                nodes.values().stream().filter(node -> node.dead).forEach(node -> migration.onLost(node.name, nowNs));
            }
        });
    }

    /** Plays until the migration is over, or a time has passed that is far more than its deadlines. */
    void play(final Runnable betweenEvents) {
        final long endNs = nowNs + 3600 * SECOND_NS;
        while (nowNs < endNs && migration.outcome() == null) {
            final long tickNs = managed && begunOrTold() ? migration.onTime(nowNs) : SECOND_NS;
            final Happening next = happenings.peek();
            if (next != null && next.atNs() <= nowNs + tickNs) {
                happenings.poll();
                nowNs = Math.max(nowNs, next.atNs());
                next.what().run();
            } else {
                nowNs += Math.min(tickNs, SECOND_NS);
            }
            checkNoRankRunsTwice();
            betweenEvents.run();
        }
        // Whatever is still under way comes to nothing.
        for (Happening rest = happenings.poll(); rest != null; rest = happenings.poll()) {
            nowNs = Math.max(nowNs, rest.atNs());
            rest.what().run();
            checkNoRankRunsTwice();
        }
    }

    /** Copies that nobody lets run. */
    List<String> left() {
        return nodes.values().stream().flatMap(node -> node.copies.entrySet().stream()
            .filter(copy -> copy.getValue() != Copy.RUNNING).map(copy -> copy + " on " + node.name)).toList();
    }

    /** Where a rank runs, or null. */
    String runner(final int rank) {
        return nodes.values().stream().filter(node -> node.copies.get(rank) == Copy.RUNNING)
            .map(node -> node.name).findFirst().orElse(null);
    }

    private boolean begunOrTold() {
        return !journal.lines.isEmpty();
    }

    private Migration manager() {
        return new Migration(plan, journal, this::publish);
    }

    private void publish(final Order order) {
        ordered.add(order.kind());
        for (final Node node : nodes.values()) {
            send("manager " + managers, node.name, () -> {
                if (!node.dead) {
                    node.part.onOrder(order);
                }
            });
        }
    }

    /** In order, between two. */
    private void send(final String from, final String to, final Runnable what) {
        final String wire = from + ">" + to;
        final long atNs = Math.max(wires.getOrDefault(wire, 0L), nowNs + random.nextLong(MOST_DELAY_NS));
        wires.put(wire, atNs);
        happenings.add(new Happening(atNs, numbers++, what));
    }

    private void later(final Runnable what) {
        happenings.add(new Happening(nowNs + random.nextLong(MOST_DELAY_NS), numbers++, what));
    }

    private void checkNoRankRunsTwice() {
        final Map<Integer, String> running = new HashMap<>();
        for (final Node node : nodes.values()) {
            node.copies.forEach((rank, copy) -> {
                if (copy == Copy.RUNNING) {
                    final String other = running.put(rank, node.name);
                    assertTrue(other == null, () -> "rank " + rank + " runs on " + other + " and " + node.name
                        + ", seed " + seed + ", journal " + journal.lines + ", orders " + ordered);
                }
            });
        }
    }
}
