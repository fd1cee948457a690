package org.rankferry.engine.doctor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code access}: whether this user may open the device files, by opening them.
 *
 * @param host to look at.
 */
record AccessCheck(Host host) implements Check {
    static final String NAME = "access";

    private static final String DIRECTORY = "/dev/infiniband";
    private static final String CONNECTION_MANAGER = "rdma_cm";

    @Override
    public List<Finding> look() {
        final List<String> files = new ArrayList<>(
            host.names(DIRECTORY).stream().filter(name -> name.startsWith("uverbs")).toList());
        if (files.isEmpty()) {
            return List.of(Finding.fail(
                NAME, "there is no " + DIRECTORY + "/uverbs*",
                "load the device's driver and ib_uverbs; in a container, pass the device files in, as with --device "
                    + DIRECTORY));
        }
        files.add(CONNECTION_MANAGER);
        for (final String name : files) {
            final Path file = host.file(DIRECTORY + "/" + name);
            try {
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE).close();
            } catch (final NoSuchFileException e) {
                return List.of(Finding.fail(
                    NAME, "there is no " + DIRECTORY + "/" + name, "`modprobe rdma_ucm` as root; in a container, pass"
                        + " the device file in"));
            } catch (final AccessDeniedException e) {
                return List.of(Finding.fail(
                    NAME, DIRECTORY + "/" + name + " may not be read and written by this user" + rights(file),
                    remedy(file)));
            } catch (final IOException e) {
                return List.of(Finding.fail(
                    NAME, DIRECTORY + "/" + name + " can't be opened: " + e.getMessage(),
                    "in a container, allow the device; else look into the kernel's log"));
            }
        }
        return List.of(Finding.ok(NAME, "this user may use " + DIRECTORY + "/" + String.join(", ", files)));
    }

    private static String rights(final Path file) {
        try {
            final PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            return " (owner " + attributes.owner().getName() + ", group " + attributes.group().getName() + ")";
        } catch (final IOException e) {
            return "";
        }
    }

    /** Distributions give the files to everybody or to a group. */
    static String remedy(final Path file) {
        try {
            final PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            if (attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                && !attributes.group().getName().equals("root")) {
                return "`usermod -aG " + attributes.group().getName() + " USER` as root, and log in again";
            }
        } catch (final IOException e) {
            return "ask the administrator for access to " + DIRECTORY;
        }
        return "have the administrator give access, for example by the udev rule KERNEL==\"uverbs*|rdma_cm\","
            + " GROUP=\"rdma\", MODE=\"0660\" and membership in that group";
    }
}
