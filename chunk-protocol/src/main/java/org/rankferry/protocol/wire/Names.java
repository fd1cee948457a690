package org.rankferry.protocol.wire;

/**
 * What jobs and streams may be called. Both become names of files and directories, so neither can leave its directory,
 * hide, or need quoting: letters, digits, dot, underscore and hyphen of ASCII, not {@code "."} or {@code ".."}.
 */
public final class Names {
    /** Most characters of a job name. */
    public static final int MAX_JOB_LENGTH = 64;

    /** Most characters of a stream name. */
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
        return fault("job name", name, MAX_JOB_LENGTH);
    }

    /**
     * Checks a stream name.
     *
     * @param name to check
     * @return what is wrong in one line, or null when nothing is
     */
    public static String streamFault(String name) {
        return fault("stream name", name, MAX_STREAM_LENGTH);
    }

    private static String fault(String what, String name, int most) {
        if (name == null || name.isEmpty()) {
            return what + " is empty";
        }
        if (name.length() > most) {
            return what + " has " + name.length() + " characters, at most " + most;
        }
        if (name.equals(".") || name.equals("..")) {
            return what + " is \"" + name + "\", which is a directory";
        }
        for (int i = 0; i < name.length(); i++) {
            final char c = name.charAt(i);
            if (!isNameCharacter(c)) {
                return what + " has " + printable(c) + " at character " + i + "; letters, digits and ._- are allowed";
            }
        }
        return null;
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_'
            || c == '-';
    }

    private static String printable(char c) {
        return c > ' ' && c < 0x7F ? "'" + c + "'" : String.format("U+%04X", (int) c);
    }
}
