package org.rankferry.bench.scene;

import java.util.Map;

/** Fields that came from another process or a file, where anything may be missing or be something else. */
public final class Given {
    private Given() {
    }

    /** A text. */
    public static String text(final Map<?, ?> map, final String key) {
        if (map.get(key) instanceof final String text) {
            return text;
        }
        throw fault(map, key, "a text");
    }

    /** A whole number within bounds. */
    public static long number(final Map<?, ?> map, final String key, final long least, final long most) {
        if (map.get(key) instanceof final Number number && number.longValue() == number.doubleValue()
            && number.longValue() >= least && number.longValue() <= most) {
            return number.longValue();
        }
        throw fault(map, key, "a whole number of " + least + " to " + most);
    }

    /** Any number. */
    public static double real(final Map<?, ?> map, final String key) {
        if (map.get(key) instanceof final Number number) {
            return number.doubleValue();
        }
        throw fault(map, key, "a number");
    }

    /** True or false. */
    public static boolean flag(final Map<?, ?> map, final String key) {
        if (map.get(key) instanceof final Boolean flag) {
            return flag;
        }
        throw fault(map, key, "true or false");
    }

    /** An object. */
    public static Map<?, ?> object(final Map<?, ?> map, final String key) {
        if (map.get(key) instanceof final Map<?, ?> object) {
            return object;
        }
        throw fault(map, key, "an object");
    }

    private static IllegalArgumentException fault(final Map<?, ?> map, final String key, final String wanted) {
        return new IllegalArgumentException(
            map.containsKey(key) ? key + " is " + map.get(key) + ", and not " + wanted : key + " is missing");
    }
}
