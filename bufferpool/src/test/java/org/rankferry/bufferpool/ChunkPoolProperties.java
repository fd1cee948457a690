package org.rankferry.bufferpool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/** Random sequences of everything that can happen to a pool, against a model written with lists. */
class ChunkPoolProperties {
    private static final int CHUNKS = 7;
    private static final int RANKS = 4;

    @Property(tries = 700, shrinking = ShrinkingMode.BOUNDED)
    void agreesWithItsModel(@ForAll("chains") final ActionChain<PoolModel> chain) {
        chain.withInvariant(PoolModel::check).run();
    }

    @Provide
    Arbitrary<ActionChain<PoolModel>> chains() {
        final Arbitrary<Integer> rank = Arbitraries.integers().between(0, RANKS - 1);
        final Arbitrary<Integer> pick = Arbitraries.integers().between(0, CHUNKS - 1);
        return ActionChain.<PoolModel>startWith(() -> new PoolModel(CHUNKS, RANKS))
            .withAction(8, step("serve", rank.map(r -> List.of(r)), (model, a) -> model.serve()))
            .withAction(6, step("want", Combinators.combine(rank, Arbitraries.integers().between(1, 4))
                .as((r, n) -> List.of(r, n)), (model, a) -> model.want(a.get(0), a.get(1))))
            .withAction(10, step("ready", pick.map(p -> List.of(p)), (model, a) -> model.ready(a.get(0))))
            .withAction(8, step("reading", pick.map(p -> List.of(p)), (model, a) -> model.reading(a.get(0))))
            .withAction(10, step("done", pick.map(p -> List.of(p)), (model, a) -> model.done(a.get(0))))
            .withAction(2, step("unread", pick.map(p -> List.of(p)), (model, a) -> model.unread(a.get(0))))
            .withAction(2, step("giveBack", pick.map(p -> List.of(p)), (model, a) -> model.giveBack(a.get(0))))
            .withAction(1, step("giveBackAll", rank.map(r -> List.of(r)), (model, a) -> model.giveBackAll(a.get(0))))
            .withAction(1, step("stop", rank.map(r -> List.of(r)), (model, a) -> model.stop(a.get(0))))
            .withAction(2, step("reclaim", rank.map(r -> List.of(r)), (model, a) -> model.reclaim(a.get(0))))
            .withAction(1, step("voidAll", rank.map(r -> List.of(r)), (model, a) -> model.voidAll()))
            .withMaxTransformations(120);
    }

    @Property(tries = 300)
    void aQueueOfRanksIsAListWithoutRepetition(@ForAll("moves") final List<Integer> moves) {
        final RankQueue queue = new RankQueue(RANKS);
        final List<Integer> expected = new ArrayList<>();
        for (final int move : moves) {
            final int rank = Math.abs(move) - 1;
            if (move > 0) {
                if (queue.add(rank) == expected.contains(rank)) {
                    throw new AssertionError("add of " + rank + " to " + expected);
                }
                if (!expected.contains(rank)) {
                    expected.add(rank);
                }
            } else {
                queue.remove(rank);
                expected.remove((Integer) rank);
            }
            final int first = expected.isEmpty() ? RankQueue.NONE : expected.get(0);
            final String text = expected.toString().replace("[", "").replace("]", "").replace(",", "");
            if (queue.first() != first || !queue.toString().replace("]", "").trim().equals(("[" + text).trim())) {
                throw new AssertionError(queue + " is not " + expected + " after " + moves);
            }
        }
    }

    @Provide
    Arbitrary<List<Integer>> moves() {
        return Arbitraries.integers().between(1, RANKS).flatMap(r -> Arbitraries.of(r, r, -r)).list().ofMaxSize(60);
    }

    private interface Call {
        void on(PoolModel model, List<Integer> arguments);
    }

    private static Action.Independent<PoolModel> step(
        final String name, final Arbitrary<List<Integer>> arguments, final Call call) {
        return () -> arguments.map(a -> Transformer.mutate(name + Arrays.toString(a.toArray()), m -> call.on(m, a)));
    }
}
