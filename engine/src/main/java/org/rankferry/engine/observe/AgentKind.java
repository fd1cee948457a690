package org.rankferry.engine.observe;

/** Which of the two agents a counters file belongs to. */
public enum AgentKind {
    /** Owns the chunk pool, and the ranks' door. */
    SOURCE(1),
    /** Owns the image store. */
    TARGET(2);

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

    /** The word in messages and directory names: {@code source} or {@code target}. */
    @Override
    public String toString() {
        return this == SOURCE ? "source" : "target";
    }
}
