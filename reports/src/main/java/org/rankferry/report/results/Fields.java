package org.rankferry.report.results;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * An object of a result, read tolerantly: keys that nobody knows are left alone, and one that is missing or of another
 * type is simply not there.
 *
 * @param values by key, as they were read.
 */
public record Fields(Map<?, ?> values) {
    /** Nothing at all. */
    public static final Fields NONE = new Fields(Map.of());

    /** The object in {@code value}, or nothing when that is none. */
    public static Fields of(final Object value) {
        return value instanceof Map<?, ?> map ? new Fields(map) : NONE;
    }

    /** Whether there is such a key, with a value. */
    public boolean has(final String key) {
        return values.get(key) != null;
    }

    /** A text or a number as text; the empty string when there is none. */
    public String text(final String key) {
        final Object value = values.get(key);
        return value instanceof String || value instanceof Number ? value.toString() : "";
    }

    /** A number that is finite. */
    public OptionalDouble number(final String key) {
        return values.get(key) instanceof Number number && Double.isFinite(number.doubleValue())
            ? OptionalDouble.of(number.doubleValue()) : OptionalDouble.empty();
    }

    /** A whole number, 0 when there is none. */
    public long whole(final String key) {
        return values.get(key) instanceof Number number ? number.longValue() : 0;
    }

    /** Whether the key is there and true. */
    public boolean flag(final String key) {
        return Boolean.TRUE.equals(values.get(key));
    }

    /** An object within, with nothing in it when there is none. */
    public Fields object(final String key) {
        return of(values.get(key));
    }

    /** The objects of an array within. */
    public List<Fields> objects(final String key) {
        final List<Fields> objects = new ArrayList<>();
        if (values.get(key) instanceof List<?> list) {
            for (final Object one : list) {
                if (one instanceof Map<?, ?> map) {
                    objects.add(new Fields(map));
                }
            }
        }
        return objects;
    }

    /** The length of an array within, 0 when there is none. */
    public int length(final String key) {
        return values.get(key) instanceof List<?> list ? list.size() : 0;
    }

    /** All numbers, by key and in the order of the file. */
    public Map<String, Double> numbers() {
        final Map<String, Double> numbers = new LinkedHashMap<>();
        for (final Object key : values.keySet()) {
            final String name = String.valueOf(key);
            number(name).ifPresent(value -> numbers.put(name, value));
        }
        return numbers;
    }

    /** A value as one line for people: texts as they are, lists and objects by their members. */
    public String words(final String key) {
        return words(values.get(key));
    }

    private static String words(final Object value) {
        return switch (value) {
            case null -> "";
            case List<?> list -> String.join("; ", list.stream().map(Fields::words).toList());
            case Map<?, ?> map -> String.join(
                ", ", map.entrySet().stream().map(one -> one.getKey() + " " + words(one.getValue())).toList());
            default -> value.toString();
        };
    }
}
