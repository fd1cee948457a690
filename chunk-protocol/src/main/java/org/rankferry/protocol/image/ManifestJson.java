package org.rankferry.protocol.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.jr.ob.JSON;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The text of a manifest: pretty JSON, {@code format} first, {@code manifest_crc32c} last.
 *
 * <p>The checksum is the CRC-32C of the same text without its last field, in UTF-8: of the text up to the comma before
 * {@code "manifest_crc32c"}, followed by a line feed, <code>}</code> and a line feed. A text is accepted only when it
 * is, to the byte, what {@link #toJson} makes of its content, so no changed byte goes unnoticed, be it white space.
 * Every checksum is written as 8 hexadecimal digits.
 */
public final class ManifestJson {
    /** Version of the format. */
    public static final int FORMAT = 1;

    private static final JSON TEXT = JSON.std
        .with(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n")))
        .with(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.FAIL_ON_DUPLICATE_MAP_KEYS);

    private static final String CHECKSUM = "manifest_crc32c";

    private ManifestJson() {
    }

    /**
     * Writes a manifest.
     *
     * @param manifest to write
     * @return its text, ending in a line feed
     */
    public static String toJson(Manifest manifest) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("format", FORMAT);
        fields.put("job", manifest.job());
        fields.put("epoch", manifest.epoch());
        fields.put("ranks", manifest.ranks());
        fields.put("chunk_bytes", manifest.chunkBytes());
        fields.put("checkpointer", manifest.checkpointer());
        fields.put("source", sourceFields(manifest.source()));
        fields.put("crc_checked", manifest.crcChecked());
        fields.put("created", manifest.created());
        fields.put("streams", manifest.streams().stream().map(ManifestJson::streamFields).toList());
        fields.put(CHECKSUM, hex(Crc32c.of(text(fields).getBytes(UTF_8))));
        return text(fields);
    }

    /**
     * Reads a manifest.
     *
     * @param json whole text
     * @return what it says
     * @throws ManifestFault in one line naming field and value, when the text is damaged, changed, or of another format
     */
    public static Manifest fromJson(String json) {
        final ManifestFields fields = new ManifestFields("manifest", parse(json));
        final long format = fields.number("format", 1, Integer.MAX_VALUE);
        if (format != FORMAT) {
            throw new ManifestFault("manifest: format is " + format + ", this program reads " + FORMAT);
        }
        final Manifest manifest = manifest(fields);
        final int said = fields.crc(CHECKSUM);
        fields.end();
        final String canonical = toJson(manifest);
        if (!canonical.equals(json)) {
            throw changed(canonical, json, said);
        }
        return manifest;
    }

    private static Manifest manifest(ManifestFields fields) {
        try {
            final ManifestFields source = fields.object("source");
            final MachineIdentity machine =
                new MachineIdentity(source.text("isa"), source.text("kernel"), source.text("libc"));
            source.end();
            final List<ManifestStream> streams =
                fields.objects("streams").stream().map(ManifestJson::stream).toList();
            return new Manifest(fields.text("job"), fields.number("epoch", 0, Long.MAX_VALUE),
                (int) fields.number("ranks", 1, Integer.MAX_VALUE), fields.number("chunk_bytes", 1, Long.MAX_VALUE),
                fields.text("checkpointer"), machine, fields.flag("crc_checked"), fields.text("created"), streams);
        } catch (IllegalArgumentException e) {
            throw new ManifestFault("manifest: " + e.getMessage());
        }
    }

    private static ManifestStream stream(ManifestFields fields) {
        final ManifestStream stream = new ManifestStream((int) fields.number("rank", 0, Integer.MAX_VALUE),
            (int) fields.number("stream", 0, StreamKey.MAX_STREAM), fields.text("name"),
            fields.number("length", 0, Long.MAX_VALUE), fields.crc("crc32c"));
        fields.end();
        return stream;
    }

    private static Map<String, Object> sourceFields(MachineIdentity source) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("isa", source.isa());
        fields.put("kernel", source.kernel());
        fields.put("libc", source.libc());
        return fields;
    }

    private static Map<String, Object> streamFields(ManifestStream stream) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("rank", stream.rank());
        fields.put("stream", stream.stream());
        fields.put("name", stream.name());
        fields.put("length", stream.length());
        fields.put("crc32c", hex(stream.crc()));
        return fields;
    }

    private static Map<String, Object> parse(String json) {
        try {
            final Object parsed = TEXT.anyFrom(json);
            if (parsed instanceof Map<?, ?> map) {
                final Map<String, Object> fields = new LinkedHashMap<>();
                map.forEach((name, value) -> fields.put(String.valueOf(name), value));
                return fields;
            }
            throw new ManifestFault("manifest: the text is not a JSON object");
        } catch (JsonProcessingException e) {
            final String where = e.getLocation() == null ? ""
                : " at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
            throw new ManifestFault("manifest: not JSON" + where + ": "
                + ManifestFields.oneLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ManifestFault changed(String canonical, String json, int said) {
        final int right =
            (int) Long.parseLong(canonical.substring(canonical.length() - 12, canonical.length() - 4), 16);
        if (right != said) {
            return new ManifestFault("manifest: " + CHECKSUM + " is " + hex(said) + ", but its content has "
                + hex(right)
                + "; it was changed after it was written");
        }
        int same = 0;
        while (same < canonical.length() && same < json.length() && canonical.charAt(same) == json.charAt(same)) {
            same++;
        }
        return new ManifestFault("manifest: character " + same
            + " is not as it was written; it was reformatted or cut");
    }

    private static String text(Map<String, Object> fields) {
        try {
            return TEXT.asString(fields) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hex(int crc) {
        return String.format(Locale.ROOT, "%08x", crc);
    }
}
