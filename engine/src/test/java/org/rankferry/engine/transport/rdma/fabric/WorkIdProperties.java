package org.rankferry.engine.transport.rdma.fabric;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

class WorkIdProperties {
    @Property
    void everyPartComesBack(
        @ForAll @IntRange(max = WorkId.MOST_OWNERS - 1) final int owner, @ForAll final int life,
        @ForAll @IntRange(min = 1, max = 3) final int kind, @ForAll @IntRange(max = (1 << 20) - 1) final int index) {

        final long base = WorkId.base(owner, life);
        final long id = WorkId.of(base, kind, index);
        assertEquals(base, WorkId.base(id));
        assertEquals(owner, WorkId.owner(id));
        assertEquals(kind, WorkId.kind(id));
        assertEquals(index, WorkId.index(id));
    }

    @Property
    void theNextLifeOfAPlaceIsAnother(
        @ForAll @IntRange(max = WorkId.MOST_OWNERS - 1) final int owner, @ForAll final int life) {

        assertNotEquals(WorkId.base(owner, life), WorkId.base(owner, life + 1));
    }
}
