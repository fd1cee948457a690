package org.rankferry.checkpointer.mount;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The entries of a directory. Each keeps its place in a listing as long as it is there, whatever comes and goes. */
final class Directory {
    private static final long FIRST_COOKIE = 3; // after . and ..

    private final Map<String, Entry> byName = new HashMap<>();
    private final TreeMap<Long, Entry> byCookie = new TreeMap<>();
    private long nextCookie = FIRST_COOKIE;

    /**
     * An entry.
     *
     * @param name   in the directory.
     * @param inode  it stands for.
     * @param cookie its place in a listing.
     */
    record Entry(String name, Inode inode, long cookie) {
    }

    /** Of this name, or null. */
    Inode get(final String name) {
        final Entry entry = byName.get(name);
        return entry == null ? null : entry.inode();
    }

    /** Adds an entry, in place of one of the same name. */
    void put(final String name, final Inode inode) {
        remove(name);
        final Entry entry = new Entry(name, inode, nextCookie++);
        byName.put(name, entry);
        byCookie.put(entry.cookie(), entry);
    }

    void remove(final String name) {
        final Entry entry = byName.remove(name);
        if (entry != null) {
            byCookie.remove(entry.cookie());
        }
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    /** Entries with a cookie greater than this one, in the order of a listing. */
    Iterable<Entry> after(final long cookie) {
        return byCookie.tailMap(cookie, false).values();
    }
}
