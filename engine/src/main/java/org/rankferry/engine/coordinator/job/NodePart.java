package org.rankferry.engine.coordinator.job;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The part of a node in the migrations of a job: has each order carried out once, and answers it as often as it comes.
 * Used by one thread.
 *
 * <p>Orders of an epoch that is over, or decided otherwise, are passed over. The first order of a higher epoch, for
 * whichever nodes it is, ends what this node does for the one before; its ranks stay stalled.
 */
public final class NodePart {
    private final String node;
    private final Hands hands;
    private final Consumer<Report> reports;
    private final Set<Order.Kind> begun = EnumSet.noneOf(Order.Kind.class);
    private final Map<Order.Kind, Report> done = new EnumMap<>(Order.Kind.class);
    private long epoch;

    /** What is done on the machine. What is carried out is answered later, by {@link #done} or {@link #failed}. */
    public interface Hands {
        /** Carries an order out. */
        void carryOut(Order order);

        /** Ends what was begun for an epoch, new copies of ranks too; the ranks that were stalled stay so. */
        void drop(long epoch);
    }

    /**
     * Without a part so far.
     *
     * @param node    its name.
     * @param hands   that do the work.
     * @param reports go there.
     */
    public NodePart(final String node, final Hands hands, final Consumer<Report> reports) {
        this.node = node;
        this.hands = hands;
        this.reports = reports;
    }

    /** An order has come, for this node or others. */
    public void onOrder(final Order order) {
        if (order.epoch() < epoch) {
            return;
        }
        if (order.epoch() > epoch) {
            if (!begun.isEmpty() && !isOver()) {
                hands.drop(epoch);
            }
            epoch = order.epoch();
            begun.clear();
            done.clear();
        }
        if (!order.nodes().contains(node)) {
            return;
        }
        final Order.Kind kind = order.kind();
        if (done.containsKey(kind)) {
            reports.accept(done.get(kind));
        } else if (!isDecidedOtherwise(kind) && begun.add(kind)) {
            carryOut(order);
        }
    }

    private void carryOut(final Order order) {
        try {
            hands.carryOut(order);
        } catch (final RuntimeException e) {
            // Or it would be waited for until the deadline.
            failed(order.kind(), order.epoch(), e.getMessage() == null ? e.toString() : e.getMessage());
            throw e;
        }
    }

    /**
     * An order has been carried out.
     *
     * @param of   its epoch; when that is over, nobody hears of it.
     * @param text of the report.
     * @param locations of it.
     */
    public void done(
        final Order.Kind kind, final long of, final String text, final Map<Integer, String> locations) {

        if (isWanted(kind, of)) {
            final Report report = new Report(kind.answer(), kind, epoch, node, text, locations);
            done.put(kind, report);
            reports.accept(report);
        }
    }

    /** An order can't be carried out. It may come again, and be tried again. */
    public void failed(final Order.Kind kind, final long of, final String cause) {
        if (isWanted(kind, of)) {
            begun.remove(kind);
            done.remove(kind);
            reports.accept(new Report(Report.Kind.FAILED, kind, epoch, node, cause, Map.of()));
        }
    }

    /**
     * Whether what was begun for an order shall still take effect. Hands that take a while look here, on the thread of
     * this, before they let a copy of a rank stall, start or run: meanwhile it may have been decided otherwise.
     */
    public boolean isWanted(final Order.Kind kind, final long of) {
        return of == epoch && begun.contains(kind) && !isDecidedOtherwise(kind);
    }

    /**
     * Whether a start of ranks is of a life of the job that this has no part in: it has seen a later epoch, or has let
     * ranks of this epoch run, or ended them, and their manager does not start them twice.
     */
    public boolean isPast(final Order order) {
        return order.kind().isStart() && (order.epoch() < epoch || (order.epoch() == epoch
            && (begun.contains(Order.Kind.RESUME) || begun.contains(Order.Kind.END))));
    }

    /** Of the last order. */
    public long epoch() {
        return epoch;
    }

    /** Nothing may be dropped: the new copies count. Or nothing is left. */
    private boolean isOver() {
        return begun.contains(Order.Kind.RESUME) || done.containsKey(Order.Kind.ROLL_BACK);
    }

    /** What was decided of an epoch is not decided again; such an order is late, of a job manager that has died. */
    private boolean isDecidedOtherwise(final Order.Kind kind) {
        if (kind == Order.Kind.END || begun.contains(Order.Kind.END)) {
            return kind != Order.Kind.END;
        }
        return begun.contains(Order.Kind.ROLL_BACK) ? kind != Order.Kind.ROLL_BACK
            : begun.contains(Order.Kind.RESUME) && kind == Order.Kind.ROLL_BACK;
    }
}
