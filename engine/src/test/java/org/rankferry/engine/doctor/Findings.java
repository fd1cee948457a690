package org.rankferry.engine.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What tests ask of findings. */
final class Findings {
    private Findings() {
    }

    /** The only finding of a check is this one. */
    static Finding assertOnly(final Check check, final Status status, final String... texts) {
        assertEquals(1, check.look().size(), () -> check.look().toString());
        return assertFinding(check.look().getFirst(), status, texts);
    }

    static Finding assertFinding(final Finding finding, final Status status, final String... texts) {
        assertEquals(status, finding.status(), finding::toString);
        assertEquals(status == Status.OK, finding.remedy().isEmpty(), finding::toString);
        assertFalse(finding.found().isEmpty());
        assertEquals(1, finding.toString().lines().count());
        for (final String text : texts) {
            assertTrue(finding.toString().contains(text), () -> "'" + text + "' is missing in " + finding);
        }
        return finding;
    }
}
