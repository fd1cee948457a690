package org.rankferry.protocol.wire;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

class NamesTest {
    @Test
    void goodNames() {
        for (final String name : new String[] {"a", "lu.C.64", "pages-1.img", "...", "_", "-", "x".repeat(64)}) {
            assertNull(Names.jobFault(name), name);
            assertNull(Names.streamFault(name), name);
        }
        assertNull(Names.streamFault("x".repeat(255)));
        assertNull(Names.streamFault("ckpt/rank.3/pages-1.img"));
        assertNull(Names.streamFault("a/.../" + "x".repeat(249)));
    }

    @Test
    void badNames() {
        assertEquals("job name is empty", Names.jobFault(""));
        assertEquals("job name is empty", Names.jobFault(null));
        assertEquals("job name has 65 characters, at most 64", Names.jobFault("x".repeat(65)));
        assertEquals("stream name has 256 characters, at most 255", Names.streamFault("x".repeat(256)));
        assertEquals("job name is \"..\", which is a directory", Names.jobFault(".."));
        assertEquals("stream name is \".\", which is a directory", Names.streamFault("."));
        assertEquals("job name has '/' at character 1; letters, digits and ._- are allowed", Names.jobFault("a/b"));
        assertEquals("stream name has U+0020 at character 3; letters, digits and ._- are allowed",
            Names.streamFault("a/b c"));
        for (final String name : new String[] {"/", "/a", "a/", "a//b"}) {
            assertEquals("stream name \"" + name
                + "\" has an empty component; put one '/' between two, none at the ends", Names.streamFault(name));
        }
        assertEquals("stream name \"a/../b\" has the component \"..\", which is a directory",
            Names.streamFault("a/../b"));
        assertEquals("stream name \"./b\" has the component \".\", which is a directory", Names.streamFault("./b"));
        assertEquals("job name has U+000A at character 0; letters, digits and ._- are allowed", Names.jobFault("\n"));
        assertEquals("job name has U+00E4 at character 0; letters, digits and ._- are allowed",
            Names.jobFault("\u00e4"));
    }

    @Test
    void textsForPeopleAreClippedBetweenCharacters() {
        assertArrayEquals("a b".getBytes(StandardCharsets.UTF_8), FrameText.clip("a\nb", 10));
        assertArrayEquals("a".getBytes(StandardCharsets.UTF_8), FrameText.clip("a\u00e4", 2));
        assertArrayEquals("a\u00e4".getBytes(StandardCharsets.UTF_8), FrameText.clip("a\u00e4b", 3));
        assertEquals(0, FrameText.clip(null, 10).length);
    }

    @Test
    void textsForMachinesAreNot() {
        assertEquals("path is 3 bytes, at most 2",
            assertThrows(IllegalArgumentException.class, () -> FrameText.exact("path", "abc", 2)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> FrameText.exact("path", "a\nb", 10));
    }
}
