package org.rankferry.engine.demo;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.rankferry.engine.api.TransferException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class SelfCommandTest {
    private static final String JAVA = "/jdk/bin/java";

    @Test
    void endsWithTheJarOrTheMainClass() {
        assertEquals(List.of(JAVA, "-Xmx1g", "-Da=-jar x", "-jar", "/d/r.jar"),
            SelfCommand.of(
                List.of("java", "-Xmx1g", "-Da=-jar x", "-jar", "/d/r.jar", "demo", "-jar"), JAVA, "m.Main"));
        assertEquals(List.of(JAVA, "-cp", "a:b", "m.Main"),
            SelfCommand.of(List.of("java", "-cp", "a:b", "m.Main", "demo", "m.Main"), JAVA, "m.Main"));
    }

    @Test
    void anotherProgramIsRefused() {
        assertThrows(TransferException.class, () -> SelfCommand.of(List.of("java", "-cp", "a", "x.Y"), JAVA, "m.Main"));
        assertThrows(TransferException.class, () -> SelfCommand.of(List.of("java", "-jar"), JAVA, "m.Main"));
    }
}
