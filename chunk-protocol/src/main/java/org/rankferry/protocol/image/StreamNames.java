package org.rankferry.protocol.image;

import java.util.TreeSet;

/**
 * Names of the streams of one rank's image. Each is there once, and none is the directory of another: {@code a} and
 * {@code a/b} can't both be files.
 *
 * <p>Memory is that of the names. One thread.
 */
public final class StreamNames {
    private final TreeSet<String> names = new TreeSet<>();

    /**
     * Adds a name that is a valid one by itself.
     *
     * @param name to add
     * @param owner of the streams, for the fault, for example {@code rank 5}
     * @return what is wrong in one line, and the name is not added; or null when nothing is
     */
    public String add(String name, String owner) {
        final String below = names.higher(name + "/");
        if (below != null && below.startsWith(name + "/")) {
            return "name is " + name + ", but that is the directory of stream " + below + " of " + owner;
        }
        for (int end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
            final String directory = name.substring(0, end);
            if (names.contains(directory)) {
                return "name is " + name + ", but " + directory + " is a stream of " + owner + " and no directory";
            }
        }
        return names.add(name) ? null : "name is " + name + ", which is another stream's of " + owner;
    }

    /** Forgets all names. */
    public void clear() {
        names.clear();
    }

    /**
     * How many there are.
     *
     * @return the count
     */
    public int size() {
        return names.size();
    }
}
