package org.rankferry.engine.observe;

import java.util.Locale;

/** Which agent a counters file belongs to. */
public enum AgentKind {
    /** Owns the chunk pool, and the ranks' door. */
    SOURCE(1),
    /** Owns the image store. */
    TARGET(2),
    /** Node launch agent: starts ranks, and leads them through migrations. */
    NODE(3),
    /** Job manager: starts a job and decides its migrations. */
    JOB(4);

    private final int code;

    AgentKind(final int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** The kind with this code, or null. */
    static AgentKind ofCode(final int code) {
        for (final AgentKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        return null;
    }

    /** The word in messages and directory names: {@code source}, {@code target}, {@code node} or {@code job}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
