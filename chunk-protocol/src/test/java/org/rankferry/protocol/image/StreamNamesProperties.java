package org.rankferry.protocol.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.rankferry.protocol.wire.Names;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Names of streams against the rule as the documentation says it, and against the file system's own idea of paths. */
class StreamNamesProperties {
    private static final Pattern RULE =
        Pattern.compile("(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)*");
    private static final String ALPHABET = "ab./.-_Z9/ \\\u0000\u00e4~:";
    private static final Path DIRECTORY = Path.of("/set/rank-3");

    @Property(tries = 5000)
    void aNameIsGoodIfItFitsTheRule(@ForAll long seed) {
        final String name = anyText(new Random(seed));
        final boolean good = RULE.matcher(name).matches() && name.length() <= Names.MAX_STREAM_LENGTH;
        assertEquals(good, Names.streamFault(name) == null, "\"" + name + "\" of seed " + seed);
    }

    @Property(tries = 5000)
    void aGoodNameNeverLeavesItsDirectory(@ForAll long seed) {
        final String name = anyText(new Random(seed));
        if (Names.streamFault(name) == null) {
            final Path file = DIRECTORY.resolve(name);
            assertEquals(file, file.normalize(), "seed " + seed);
            assertTrue(file.startsWith(DIRECTORY) && file.getNameCount() > DIRECTORY.getNameCount(), "seed " + seed);
            assertEquals(DIRECTORY + "/" + name, file.toString(), "seed " + seed);
        }
    }

    @Property(tries = 500)
    void noNameIsThereTwiceOrADirectoryToo(@ForAll long seed) {
        final Random random = new Random(seed);
        final StreamNames names = new StreamNames();
        final List<String> known = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            final String name = shortName(random);
            final boolean clashes = known.stream().anyMatch(other -> other.equals(name)
                || other.startsWith(name + "/") || name.startsWith(other + "/"));
            final String fault = names.add(name, "rank 3");
            assertEquals(clashes, fault != null, name + " beside " + known + ", seed " + seed);
            if (!clashes) {
                known.add(name);
            }
            assertEquals(known.size(), names.size(), "seed " + seed);
        }
    }

    @Example
    void faultsSayWhichStreamIsInTheWay() {
        final StreamNames names = new StreamNames();
        assertNull(names.add("a/b", "rank 3"));
        assertNull(names.add("a.x", "rank 3"));
        assertEquals("name is a/b, which is another stream's of rank 3", names.add("a/b", "rank 3"));
        assertEquals("name is a, but that is the directory of stream a/b of rank 3", names.add("a", "rank 3"));
        assertEquals("name is a/b/c/d, but a/b is a stream of rank 3 and no directory", names.add("a/b/c/d", "rank 3"));
        names.clear();
        assertNull(names.add("a", "rank 3"));
    }

    private static String anyText(final Random random) {
        final StringBuilder name = new StringBuilder();
        final int length = random.nextInt(10) == 0 ? 250 + random.nextInt(10) : random.nextInt(8);
        final int letters = random.nextInt(3) == 0 ? ALPHABET.length() : ALPHABET.length() - 6;
        for (int i = 0; i < length; i++) {
            // Long ones of letters, or none of them would be good.
            name.append(length > 8 ? "ab/c".charAt(i % 3) : ALPHABET.charAt(random.nextInt(letters)));
        }
        return name.toString();
    }

    private static String shortName(final Random random) {
        final StringBuilder name = new StringBuilder();
        for (int depth = random.nextInt(4); depth >= 0; depth--) {
            name.append(random.nextBoolean() ? "a" : random.nextBoolean() ? "a.b" : "a-").append(depth > 0 ? "/" : "");
        }
        return name.toString();
    }
}
