package org.rankferry.engine.source;

import java.util.ArrayList;
import java.util.List;

import org.rankferry.bufferpool.ChunkPool;
import org.rankferry.bufferpool.ChunkState;
import org.rankferry.protocol.session.SourceSession;

/**
 * Turns announcements into frames, as fast as credits allow, and says everything again to a target that has resumed.
 */
final class Announcer {
    private final Announcements queue = new Announcements();
    private final OutgoingSet images;
    private final ChunkPool pool;
    private final ChunkTable table;

    Announcer(final OutgoingSet images, final ChunkPool pool, final ChunkTable table) {
        this.images = images;
        this.pool = pool;
        this.table = table;
    }

    /** What is yet to be said. */
    Announcements queue() {
        return queue;
    }

    /** Says as much as credits allow. Returns how many frames were sent. */
    int announce(final SourceSession session) {
        int sent = 0;
        while (!queue.isEmpty() && session.canSend()) {
            say(queue.peek(), session);
            queue.remove();
            sent++;
        }
        return sent;
    }

    /** Queues everything the target has not finished with, in the order a fresh session takes it. */
    void again(final boolean setEnded) {
        queue.clear();
        images.forEach(image -> image.streams()
            .forEach(stream -> queue.streamOpen(image.rank(), stream.stream())));
        readyInCommitOrder().forEach(queue::chunk);
        images.forEach(image -> {
            image.streams().stream().filter(StreamRecord::ended)
                .forEach(stream -> queue.streamEnd(image.rank(), stream.stream()));
            if (image.state() == RankImage.State.ENDED || image.state() == RankImage.State.STORED) {
                queue.imageEnd(image.rank());
            }
        });
        if (setEnded) {
            queue.setEnd();
        }
    }

    private void say(final long entry, final SourceSession session) {
        final int number = Announcements.number(entry);
        switch (Announcements.kind(entry)) {
            case CHUNK -> {
                pool.reading(number);
                session.chunkReady(
                    table.rank(number), table.stream(number), number, table.position(number), table.length(number),
                    table.crc(number), table.ordinal(number));
            }
            case STREAM_OPEN -> {
                final StreamRecord record = images.image(number).stream(Announcements.stream(entry));
                session.streamOpen(
                    number, record.stream(), record.seekable(), record.expectedBytes(), record.name());
            }
            case STREAM_END -> {
                final StreamRecord record = images.image(number).stream(Announcements.stream(entry));
                session.streamEnd(
                    number, record.stream(), record.length(), record.chunks(), record.digestKnown(), record.crc());
            }
            case IMAGE_END -> session.imageEnd(number, images.image(number).streams().size());
            case SET_END -> session.setEnd(images.size(), images.bytes());
            default -> throw new IllegalStateException("announcement " + entry + " has no kind");
        }
    }

    private List<Integer> readyInCommitOrder() {
        final List<Integer> ready = new ArrayList<>();
        for (int chunk = 0; chunk < pool.geometry().chunks(); chunk++) {
            if (pool.state(chunk) == ChunkState.READY) {
                ready.add(chunk);
            }
        }
        ready.sort((a, b) -> Long.compare(table.sequence(a), table.sequence(b)));
        return ready;
    }
}
