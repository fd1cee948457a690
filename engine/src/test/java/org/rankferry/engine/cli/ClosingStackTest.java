package org.rankferry.engine.cli;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ClosingStackTest {
    private final List<String> closed = new ArrayList<>();

    @Test
    void closesInTheReverseOrderEvenWhenOneFails() {
        final ClosingStack stack = new ClosingStack();
        for (final String name : List.of("a", "b", "c")) {
            stack.<AutoCloseable>open(() -> () -> {
                closed.add(name);
                if (name.equals("b")) {
                    throw new IllegalStateException("b can't");
                }
            });
        }
        assertEquals("b can't", assertThrows(IllegalStateException.class, stack::close).getMessage());
        assertEquals(List.of("c", "b", "a"), closed);
    }

    @Test
    void opensNothingAfterItsEnd() {
        final ClosingStack stack = new ClosingStack();
        stack.close();
        assertThrows(CommandFailure.class, () -> stack.<AutoCloseable>open(() -> () -> closed.add("late")));
        assertEquals(List.of(), closed);
    }
}
