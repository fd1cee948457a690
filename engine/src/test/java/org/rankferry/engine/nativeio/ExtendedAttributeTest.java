package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class ExtendedAttributeTest {
    private static final String NAME = "user.rankferry.test";

    @Test
    void whatIsWrittenIsReadAndWhatIsNotThereIsEmpty() throws IOException {
        final Path file = Files.createTempFile(Path.of("target"), "attribute-", ".bin");
        try {
            assertEquals(Optional.empty(), ExtendedAttribute.read(file, NAME));
            assumeTrue(writes(file), "target can't have extended attributes");
            assertEquals(Optional.of("vier Würfel"), ExtendedAttribute.read(file, NAME));
            ExtendedAttribute.write(file, NAME, new byte[] {'x', 0});
            assertEquals(Optional.of("x"), ExtendedAttribute.read(file, NAME), "without the NUL at its end");
            ExtendedAttribute.write(file, NAME, new byte[0]);
            assertEquals(Optional.of(""), ExtendedAttribute.read(file, NAME));
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void faultsNameTheCallTheAttributeAndTheFile() {
        final Path missing = Path.of("target", "no", "such");
        final IOException e = assertThrows(IOException.class, () -> ExtendedAttribute.read(missing, NAME));
        assertEquals("getxattr " + NAME + " of " + missing + ": No such file or directory", e.getMessage());
        final IOException f =
            assertThrows(IOException.class, () -> ExtendedAttribute.write(missing, NAME, new byte[1]));
        assertEquals("setxattr " + NAME + " of " + missing + ": No such file or directory", f.getMessage());
    }

    private static boolean writes(final Path file) {
        try {
            ExtendedAttribute.write(file, NAME, "vier Würfel".getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (final IOException e) {
            return false;
        }
    }
}
