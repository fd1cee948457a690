package org.rankferry.engine.coordinator;

import java.util.Map;

import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.backplane.Severity;

/**
 * What is told about jobs beside their migrations' orders, in the space {@value #SPACE}.
 *
 * <pre>
 *  STATE       by the job manager: the job with its ranks, and its last migration
 *  RANK_ENDED  by a node: {"rank": 3, "well": false, "how": "..."}, in the epoch in which its copy was started
 *  ROLL_CALL   by a job manager that has come back: RANK_ENDED is to be told again
 *  REQUEST     by a node, for an operator: {"id": "...", "ask": "migrate", ...}
 *  STEP        by the job manager, what becomes of a request: {"id": "...", ..., "ended": true with the last}
 * </pre>
 */
public final class JobEvents {
    /** Space of these events. */
    public static final String SPACE = "rankferry.job";
    /** The job as it is. */
    public static final String STATE = "STATE";
    /** A rank that ran has ended. */
    public static final String RANK_ENDED = "RANK_ENDED";
    /** Nodes are to say again which ranks have ended. */
    public static final String ROLL_CALL = "ROLL_CALL";
    /** An operator wants something of the job manager. */
    public static final String REQUEST = "REQUEST";
    /** What becomes of it. */
    public static final String STEP = "STEP";
    /** Key of the request's name. */
    public static final String ID = "id";
    /** Key that is true in the last answer to a request. */
    public static final String ENDED = "ended";

    private static final String MANAGER = "job.";

    private JobEvents() {
    }

    /** The name that the manager of a job has on the backplane. */
    public static String managerOf(final String job) {
        return MANAGER + job;
    }

    /** Whether a name on the backplane is that of a job manager: no ranks run there. */
    public static boolean isManager(final String node) {
        return node.startsWith(MANAGER);
    }

    /** An event of this space. */
    public static Event of(final String name, final String job, final long epoch, final Map<String, Object> fields) {
        return new Event(SPACE, name, Severity.INFO, "", job, epoch, EventFields.json(fields));
    }
}
