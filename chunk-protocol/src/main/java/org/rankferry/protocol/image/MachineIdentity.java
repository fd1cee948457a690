package org.rankferry.protocol.image;

/**
 * The machine an image came from, as far as a restart depends on it.
 *
 * @param isa instruction set, such as {@code x86_64}
 * @param kernel release, such as {@code 6.1.0-18-amd64}
 * @param libc C library, such as {@code glibc 2.36}
 */
public record MachineIdentity(String isa, String kernel, String libc) {
    private static final String SEPARATOR = "; ";
    private static final int MAX_PART_LENGTH = 80;

    /**
     * Checks that the text form can be read back.
     *
     * @throws IllegalArgumentException naming the part
     */
    public MachineIdentity {
        check("isa", isa);
        check("kernel", kernel);
        check("libc", libc);
    }

    /**
     * The text form, at most 244 characters of ASCII.
     *
     * @return as in {@code x86_64; 6.1.0-18-amd64; glibc 2.36}
     */
    @Override
    public String toString() {
        return isa + SEPARATOR + kernel + SEPARATOR + libc;
    }

    /**
     * Reads the text form.
     *
     * @param text to read
     * @return the machine
     * @throws IllegalArgumentException in one line, when it is not the text form
     */
    public static MachineIdentity parse(String text) {
        final String[] parts = text.split(SEPARATOR, -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException(
                "machine \"" + text + "\" has " + parts.length + " parts, expected \"isa; kernel; libc\"");
        }
        return new MachineIdentity(parts[0], parts[1], parts[2]);
    }

    private static void check(String part, String text) {
        if (text.isBlank() || !text.equals(text.strip()) || text.length() > MAX_PART_LENGTH) {
            throw new IllegalArgumentException(
                "machine " + part + " \"" + text + "\" is not a text of 1 to " + MAX_PART_LENGTH + " characters");
        }
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == ';') {
                throw new IllegalArgumentException("machine " + part + " has character " + (int) c + " at " + i
                    + ", expected printable ASCII without ';'");
            }
        }
    }
}
