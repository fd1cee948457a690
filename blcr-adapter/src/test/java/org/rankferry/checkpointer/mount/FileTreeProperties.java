package org.rankferry.checkpointer.mount;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Random operations on files, done to a plain model and written as a log: replayed, every prefix of the log is a state
 * that the model was in, in that order, and the whole log is the last one.
 */
class FileTreeProperties {
    private static final int STEPS = 120;
    private static final String[] NAMES = {"a", "b", "c"};
    private static final int MAX_BYTES = 40;

    /** What is being done, on all sides. */
    private static final class Scene {
        final Random random;
        final FileTree live = new FileTree();
        final ByteArrayOutputStream log = new ByteArrayOutputStream();
        final ByteArrayOutputStream data = new ByteArrayOutputStream();
        final LogBuffer buffer = new LogBuffer(records -> {
            final byte[] bytes = new byte[records.remaining()];
            records.get(bytes);
            log.writeBytes(bytes);
        });
        /** Files by path; a directory is null, a file an array of one array. */
        final TreeMap<String, byte[][]> model = new TreeMap<>();
        final List<String> states = new ArrayList<>();
        long time = 1;

        Scene(final long seed) {
            random = new Random(seed);
            record(LogRecord.begin(time, 0755, 0));
        }

        void record(final LogRecord record) {
            live.apply(record);
            buffer.record(record);
        }

        String name() {
            return NAMES[random.nextInt(NAMES.length)];
        }

        /** A directory by its path, with a slash at its end. */
        String directory() {
            final List<String> all = new ArrayList<>(List.of("/"));
            model.forEach((path, file) -> {
                if (file == null) {
                    all.add(path + "/");
                }
            });
            return all.get(random.nextInt(all.size()));
        }

        Inode inode(final String path) {
            Inode at = live.root();
            for (final String name : path.split("/", -1)) {
                at = name.isEmpty() || at == null ? at : at.entries().get(name);
            }
            return at;
        }
    }

    @Property(tries = 300)
    void everyPrefixOfTheLogIsAStateThatWas(@ForAll final long seed) {
        final Scene scene = new Scene(seed);
        scene.states.add(text(scene.model));
        for (int step = 0; step < STEPS; step++) {
            scene.time++;
            step(scene);
            if (scene.random.nextInt(20) == 0) {
                scene.buffer.leave();
            }
            scene.states.add(text(scene.model));
        }
        scene.buffer.leave();
        final ByteBuffer log = LogRecord.buffer(scene.log.size()).put(scene.log.toByteArray()).flip();
        final byte[] data = scene.data.toByteArray();
        final FileTree replayed = new FileTree();
        int state = 0;
        for (LogRecord record = LogRecord.decode(log); record != null; record = LogRecord.decode(log)) {
            replayed.apply(record);
            final String now = text(contents(replayed, data));
            int found = state;
            while (found < scene.states.size() && !scene.states.get(found).equals(now)) {
                found++;
            }
            assertTrue(found < scene.states.size(), "seed " + seed + ": no such state after " + record + ": " + now);
            state = found;
        }
        assertEquals(0, log.remaining(), "seed " + seed);
        assertEquals(scene.states.getLast(), text(contents(replayed, data)), "seed " + seed);
        assertEquals(nodes(scene.live.root()), scene.live.count(), "seed " + seed + ": nothing that is gone is kept");
    }

    private static void step(final Scene scene) {
        final String parent = scene.directory();
        final String name = scene.name();
        final String path = parent + name;
        final boolean there = scene.model.containsKey(path);
        final byte[][] file = scene.model.get(path);
        switch (scene.random.nextInt(8)) {
            case 0 -> create(scene, parent, name, there, false);
            case 1 -> create(scene, parent, name, there, path.length() < 8);
            case 2 -> remove(scene, parent, name, there, file);
            case 3 -> rename(scene, parent, name);
            case 4 -> {
                if (file != null) {
                    truncate(scene, path, file);
                }
            }
            default -> {
                if (file != null) {
                    write(scene, path, file);
                }
            }
        }
    }

    private static void create(
        final Scene scene, final String parent, final String name, final boolean there, final boolean directory) {

        if (there) {
            return;
        }
        scene.record(new LogRecord(
            LogRecord.Kind.CREATE, scene.time, scene.live.newNumber(), scene.inode(parent).number(),
            directory ? Inode.DIRECTORY | 0755 : Inode.REGULAR | 0644, 0, 0, name, ""));
        scene.model.put(parent + name, directory ? null : new byte[1][0]);
    }

    private static void remove(
        final Scene scene, final String parent, final String name, final boolean there, final byte[][] file) {

        final String path = parent + name;
        final boolean empty = !scene.model.tailMap(path + "/").keySet().stream().limit(1)
            .anyMatch(below -> below.startsWith(path + "/"));
        if (there && (file != null || empty)) {
            scene.record(new LogRecord(
                LogRecord.Kind.REMOVE, scene.time, scene.inode(path).number(), scene.inode(parent).number(), 0, 0, 0,
                name, ""));
            scene.model.remove(path);
        }
    }

    private static void rename(final Scene scene, final String parent, final String name) {
        final String from = parent + name;
        final String toParent = scene.directory();
        final String toName = scene.name();
        final String to = toParent + toName;
        if (!scene.model.containsKey(from) || to.equals(from) || to.startsWith(from + "/")
            || from.startsWith(to + "/") || (scene.model.containsKey(to)
            && (scene.model.get(to) == null || scene.model.get(from) == null))) {
            return;
        }
        scene.record(new LogRecord(
            LogRecord.Kind.RENAME, scene.time, scene.inode(from).number(), scene.inode(parent).number(),
            scene.inode(toParent).number(), 0, 0, name, toName));
        final TreeMap<String, byte[][]> moved = new TreeMap<>();
        scene.model.entrySet().removeIf(entry -> {
            final boolean moves = entry.getKey().equals(from) || entry.getKey().startsWith(from + "/");
            if (moves) {
                moved.put(to + entry.getKey().substring(from.length()), entry.getValue());
            }
            return moves;
        });
        scene.model.putAll(moved);
    }

    private static void truncate(final Scene scene, final String path, final byte[][] file) {
        final int size = scene.random.nextInt(MAX_BYTES);
        scene.record(new LogRecord(
            LogRecord.Kind.TRUNCATE, scene.time, scene.inode(path).number(), size, 0, 0));
        file[0] = Arrays.copyOf(file[0], size);
    }

    private static void write(final Scene scene, final String path, final byte[][] file) {
        final int offset = scene.random.nextBoolean() ? file[0].length : scene.random.nextInt(MAX_BYTES);
        final byte[] bytes = new byte[1 + scene.random.nextInt(10)];
        scene.random.nextBytes(bytes);
        final Inode inode = scene.inode(path);
        final long at = scene.data.size();
        scene.data.writeBytes(bytes);
        scene.buffer.extent(scene.time, inode.number(), offset, at, bytes.length);
        inode.written(offset, bytes.length, at, scene.time);
        file[0] = Arrays.copyOf(file[0], Math.max(file[0].length, offset + bytes.length));
        System.arraycopy(bytes, 0, file[0], offset, bytes.length);
    }

    private static Map<String, byte[][]> contents(final FileTree tree, final byte[] data) {
        final TreeMap<String, byte[][]> contents = new TreeMap<>();
        add(contents, "/", tree.root(), data);
        return contents;
    }

    private static void add(
        final Map<String, byte[][]> contents, final String parent, final Inode directory, final byte[] data) {

        for (final Directory.Entry entry : directory.entries().after(0)) {
            final Inode inode = entry.inode();
            final String path = parent + entry.name();
            if (inode.isDirectory()) {
                contents.put(path, null);
                add(contents, path + "/", inode, data);
            } else {
                final byte[] bytes = new byte[(int) inode.size()];
                final ExtentMap map = inode.content();
                for (int i = 0; i < map.count(); i++) {
                    System.arraycopy(data, (int) map.data(i), bytes, (int) map.start(i), (int) map.length(i));
                }
                contents.put(path, new byte[][] {bytes});
            }
        }
    }

    private static int nodes(final Inode directory) {
        int count = 1;
        for (final Directory.Entry entry : directory.entries().after(0)) {
            count += entry.inode().isDirectory() ? nodes(entry.inode()) : 1;
        }
        return count;
    }

    private static String text(final Map<String, byte[][]> contents) {
        final StringBuilder text = new StringBuilder();
        contents.forEach((path, file) ->
            text.append(path).append('=').append(file == null ? "/" : Arrays.toString(file[0])).append(' '));
        return text.toString();
    }
}
