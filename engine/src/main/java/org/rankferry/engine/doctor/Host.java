package org.rankferry.engine.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * The files by which a kernel tells about itself.
 *
 * @param root {@code /}, or what a test has put in its place.
 */
record Host(Path root) {
    /** The host this process runs on. */
    static final Host LOCAL = new Host(Path.of("/"));
    /** The RDMA devices, a directory each. */
    static final String INFINIBAND = "/sys/class/infiniband/";

    /** A file, by its absolute name. */
    Path file(final String name) {
        return root.resolve(name.substring(1));
    }

    boolean exists(final String name) {
        return Files.exists(file(name));
    }

    /** The text of a file, stripped; empty where it is missing or the kernel has nothing to say. */
    String text(final String name) {
        try {
            return Files.readString(file(name)).strip();
        } catch (final IOException e) {
            return "";
        }
    }

    List<String> lines(final String name) {
        return text(name).lines().toList();
    }

    OptionalLong number(final String name) {
        final String text = text(name);
        return text.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /** Names in a directory, sorted; none where it is missing. */
    List<String> names(final String directory) {
        final List<String> result = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(file(directory))) {
            stream.forEach(entry -> result.add(entry.getFileName().toString()));
        } catch (final IOException e) {
            return List.of();
        }
        // 2 before 10: ports and GIDs have numbers.
        result.sort(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
        return result;
    }

    /** The last name of what a symbolic link points to, or empty. */
    String linked(final String name) {
        try {
            return Files.readSymbolicLink(file(name)).getFileName().toString();
        } catch (final IOException | UnsupportedOperationException e) {
            return "";
        }
    }
}
