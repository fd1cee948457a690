package org.rankferry.protocol.wire;

/**
 * What jobs and streams may be called. Both become names of files and directories, so neither can leave its
 * directory, hide, or need quoting: letters, digits, dot, underscore and hyphen of ASCII, not {@code "."} or
 * {@code ".."}. The name of a stream may be a path of such components with a single {@code '/'} between them.
 */
public final class Names {
    /** Most characters of a job name. */
    public static final int MAX_JOB_LENGTH = 64;

    /** Most characters of a stream name, all components together. */
    public static final int MAX_STREAM_LENGTH = 255;

    private Names() {
    }

    /**
     * Checks a job name.
     *
     * @param name to check
     * @return what is wrong in one line, or null when nothing is
     */
    public static String jobFault(String name) {
        final String fault = characterFault("job name", name, MAX_JOB_LENGTH, false);
        return fault != null || !isDirectory(name) ? fault : "job name is \"" + name + "\", which is a directory";
    }

    /**
     * Checks a stream name.
     *
     * @param name to check
     * @return what is wrong in one line, or null when nothing is
     */
    public static String streamFault(String name) {
        final String fault = characterFault("stream name", name, MAX_STREAM_LENGTH, true);
        if (fault != null) {
            return fault;
        }
        for (final String component : name.split("/", -1)) {
            if (component.isEmpty()) {
                return "stream name \"" + name
                    + "\" has an empty component; put one '/' between two, none at the ends";
            }
            if (isDirectory(component)) {
                return component.equals(name) ? "stream name is \"" + name + "\", which is a directory"
                    : "stream name \"" + name + "\" has the component \"" + component + "\", which is a directory";
            }
        }
        return null;
    }

    private static String characterFault(String what, String name, int most, boolean path) {
        if (name == null || name.isEmpty()) {
            return what + " is empty";
        }
        if (name.length() > most) {
            return what + " has " + name.length() + " characters, at most " + most;
        }
        for (int i = 0; i < name.length(); i++) {
            final char c = name.charAt(i);
            if (!isNameCharacter(c) && !(path && c == '/')) {
                return what + " has " + printable(c) + " at character " + i + "; letters, digits and ._- are allowed";
            }
        }
        return null;
    }

    private static boolean isDirectory(String component) {
        return component.equals(".") || component.equals("..");
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_'
            || c == '-';
    }

    private static String printable(char c) {
        return c > ' ' && c < 0x7F ? "'" + c + "'" : String.format("U+%04X", (int) c);
    }
}
