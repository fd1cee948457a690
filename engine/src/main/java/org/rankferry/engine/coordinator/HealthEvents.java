package org.rankferry.engine.coordinator;

import java.util.Map;

import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.backplane.Severity;
import org.rankferry.engine.health.NodeHealth;

/**
 * What nodes tell of their health when it has changed, in the space {@value #SPACE}, for whoever wants to act on it.
 * What it is at the moment is in {@link NodeFacts}.
 *
 * <pre>
 *  HEALTH   by a node: {"health": "failing", "reason": "..."}; an error when failing, a warning when warning or unknown
 *  REFUSED  by a node whose ranks of a job are to leave, and can't: {"why": "..."}, once for each reason; a warning
 * </pre>
 */
public final class HealthEvents {
    /** Space of these events. */
    public static final String SPACE = "rankferry.health";
    /** The health of a node has changed. */
    public static final String HEALTH = "HEALTH";
    /** Ranks that are to leave can't. */
    public static final String REFUSED = "REFUSED";

    private HealthEvents() {
    }

    /** The health of the node that publishes it. */
    public static Event of(final NodeHealth health) {
        final Severity severity = switch (health.health()) {
            case OK -> Severity.INFO;
            case UNKNOWN, WARNING -> Severity.WARNING;
            case FAILING -> Severity.ERROR;
            default -> throw new IllegalStateException("health " + health);
        };
        return new Event(SPACE, HEALTH, severity, "", "", 0, EventFields.json(
            Map.of("health", health.health().word(), "reason", health.reason())));
    }

    /** Ranks of a job can't leave the node that publishes it. */
    public static Event refused(final String job, final String why) {
        return new Event(SPACE, REFUSED, Severity.WARNING, "", job, 0, EventFields.json(Map.of("why", why)));
    }
}
