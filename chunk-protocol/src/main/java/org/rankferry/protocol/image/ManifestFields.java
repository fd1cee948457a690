package org.rankferry.protocol.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes the fields of one JSON object, each once and of the right kind; faults name object and field. */
final class ManifestFields {
    private static final int CRC_DIGITS = 8;
    private static final int MAX_QUOTED = 60;

    private final String where;
    private final Map<String, Object> fields;

    ManifestFields(String where, Map<String, Object> fields) {
        this.where = where;
        this.fields = fields;
    }

    String text(String name) {
        final Object value = take(name);
        if (value instanceof String text) {
            return text;
        }
        throw fault(name, value, "a text");
    }

    long number(String name, long least, long most) {
        final Object value = take(name);
        if (value instanceof Integer || value instanceof Long) {
            final long number = ((Number) value).longValue();
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw fault(name, value, "a whole number from " + least + " to " + most);
    }

    boolean flag(String name) {
        final Object value = take(name);
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw fault(name, value, "true or false");
    }

    int crc(String name) {
        final Object value = take(name);
        if (value instanceof String text && text.length() == CRC_DIGITS
            && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && !Character.isUpperCase(c) && c < 0x7F)) {
            return Integer.parseUnsignedInt(text, 16);
        }
        throw fault(name, value, "8 hexadecimal digits");
    }

    ManifestFields object(String name) {
        return nested(where + ": " + name, name, take(name));
    }

    List<ManifestFields> objects(String name) {
        final Object value = take(name);
        if (!(value instanceof List<?> list)) {
            throw fault(name, value, "a list");
        }
        final List<ManifestFields> objects = new ArrayList<>(list.size());
        for (final Object element : list) {
            objects.add(nested(where + ": " + name + "[" + objects.size() + "]", name, element));
        }
        return objects;
    }

    /** All fields must have been taken. */
    void end() {
        if (!fields.isEmpty()) {
            throw new ManifestFault(where + ": field \"" + oneLine(fields.keySet().iterator().next())
                + "\" is not known");
        }
    }

    static String oneLine(String text) {
        final String line = text.codePoints()
            .map(c -> Character.isISOControl(c) ? ' ' : c)
            .limit(MAX_QUOTED)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
        return line.length() < text.length() ? line + "..." : line;
    }

    private ManifestFields nested(String path, String name, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw fault(name, value, "an object");
        }
        final Map<String, Object> inner = new LinkedHashMap<>();
        map.forEach((key, v) -> inner.put(String.valueOf(key), v));
        return new ManifestFields(path, inner);
    }

    private Object take(String name) {
        if (!fields.containsKey(name)) {
            throw new ManifestFault(where + ": field \"" + name + "\" is missing");
        }
        return fields.remove(name);
    }

    private ManifestFault fault(String name, Object value, String expected) {
        return new ManifestFault(
            where + ": " + name + " is " + oneLine(String.valueOf(value)) + ", expected " + expected);
    }
}
