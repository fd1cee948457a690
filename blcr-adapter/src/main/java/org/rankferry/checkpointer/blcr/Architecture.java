package org.rankferry.checkpointer.blcr;

import java.util.Arrays;
import java.util.Locale;

/** Processor that a stream was written on, by BLCR's numbers. */
enum Architecture {
    I386(1), SPARC(2), ALPHA(3), PPC(4), X86_64(5), PPC64(6), ARM(7), SPARC64(8);

    private final int number;

    Architecture(final int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static String name(final int number) {
        return Arrays.stream(values()).filter(architecture -> architecture.number == number).findFirst()
            .map(architecture -> architecture.name().toLowerCase(Locale.ROOT))
            .orElse("architecture " + number);
    }
}
