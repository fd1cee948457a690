package org.rankferry.engine.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/** The file that holds the secret two agents share. */
public final class SecretFile {
    /** Bytes a secret has at least. */
    public static final int MIN_BYTES = 16;
    private static final int MAX_BYTES = 4096;
    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(EnumSet.of(
        PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    private SecretFile() {
    }

    /**
     * Reads a secret.
     *
     * @param file that only its owner can read.
     * @return the secret, white space at the end left out. The caller wipes it.
     * @throws TransferException when the file is missing, too short, too long, or open to others.
     */
    public static byte[] read(final Path file) {
        try {
            final Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (permissions.stream().anyMatch(OTHERS::contains)) {
                throw new TransferException("secret file " + file + " has mode "
                    + PosixFilePermissions.toString(permissions) + ", others can reach it; run: chmod 600 " + file);
            }
            final byte[] bytes = Files.readAllBytes(file);
            int length = bytes.length;
            while (length > 0 && bytes[length - 1] <= ' ' && bytes[length - 1] >= 0) {
                length--;
            }
            if (length < MIN_BYTES || length > MAX_BYTES) {
                throw new TransferException("secret file " + file + " holds " + length + " bytes, it must hold "
                    + MIN_BYTES + " to " + MAX_BYTES + "; make one with: head -c 32 /dev/urandom | base64");
            }
            return Arrays.copyOf(bytes, length);
        } catch (final NoSuchFileException e) {
            throw new TransferException("secret file " + file + " does not exist; make one with:"
                + " (umask 077; head -c 32 /dev/urandom | base64 > " + file + ") and copy it to both nodes", e);
        } catch (final IOException e) {
            throw new TransferException("secret file " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    /**
     * Makes a new random secret, mode 0600. Fails when the file exists.
     *
     * @param file to make.
     */
    public static void create(final Path file) {
        final byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, Base64.getEncoder().encodeToString(random) + "\n");
        } catch (final IOException e) {
            throw new TransferException("secret file " + file + " can't be made: " + e, e);
        }
    }
}
