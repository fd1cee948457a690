package org.rankferry.checkpointer.mount;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

import org.rankferry.engine.nativeio.FuseDevice;

/**
 * Takes the kernel's requests one by one and has them answered, on one thread, until the file system is unmounted.
 *
 * <p>A request is received into three pieces of memory. The first takes the header and the fixed part of a write, so
 * the bytes of a write go to the second, which is the landing of the files: on the source that is the chunk they leave
 * from. The third takes what does not fit.
 *
 * <pre>
 *   0                80
 *   +----------------+     +---------------------------+     +--------------------+
 *   | header, write  |     | landing: rest of a chunk  |     | rest               |
 *   +----------------+     +---------------------------+     +--------------------+
 * </pre>
 *
 * <p>Every other request is put together again behind the header, which is short work.
 */
final class FuseServer {
    private static final int WRITE_SIZE = 16;
    private static final int REQUESTS_PER_WAIT = 64;
    private static final int MAX_NAMES = 2 * FuseWire.PAGE_BYTES;

    private final FuseDevice device;
    private final FuseFiles files;
    private final FuseReply reply;
    private final FuseRequest request = new FuseRequest(FuseWire.WRITE_HEADER + MAX_NAMES);
    private final MemorySegment head;
    private final ByteBuffer rest = ByteBuffer.allocateDirect(FuseWire.MAX_WRITE + FuseWire.PAGE_BYTES);
    private final MemorySegment restMemory = MemorySegment.ofBuffer(rest);
    private boolean over;

    FuseServer(final FuseDevice device, final FuseFiles files) {
        this.device = device;
        this.files = files;
        this.reply = new FuseReply(device, files::validNs);
        this.head = MemorySegment.ofBuffer(request.buffer()).asSlice(0, FuseWire.WRITE_HEADER);
    }

    /** Serves until the file system is unmounted and nobody has a file open, or the files are over. */
    void run() throws IOException {
        while (!over && !device.isUnmounted() && !files.isOver()) {
            if (device.await(files.idleNs())) {
                for (int i = 0; i < REQUESTS_PER_WAIT && receive(); i++) {
                    over |= request.opcode() == FuseWire.DESTROY;
                }
            }
            files.idle(reply);
        }
    }

    private boolean receive() throws IOException {
        final ByteBuffer landing = files.landing();
        final int n = landing == null ? device.receive(head, restMemory)
            : device.receive(head, MemorySegment.ofBuffer(landing), restMemory);
        if (n <= 0) {
            return false;
        }
        try {
            final int room = landing == null ? 0 : landing.remaining();
            if (request.opcode() == FuseWire.WRITE) {
                final int bytes = request.int32(WRITE_SIZE);
                final int landed = Math.min(bytes, room);
                rest.clear().limit(bytes - landed);
                files.write(request, landed, rest, reply);
            } else {
                gather(n, landing, room);
                serve();
            }
        } catch (final FuseError e) {
            reply.error(request.id(), e.errno());
        }
        return true;
    }

    private void gather(final int n, final ByteBuffer landing, final int room) {
        final ByteBuffer whole = request.buffer();
        final int behind = Math.max(0, Math.min(n - FuseWire.WRITE_HEADER, MAX_NAMES));
        final int landed = Math.min(behind, room);
        if (landed > 0) {
            whole.put(FuseWire.WRITE_HEADER, landing, landing.position(), landed);
        }
        if (behind > landed) {
            whole.put(FuseWire.WRITE_HEADER + landed, rest.clear(), 0, behind - landed);
        }
        request.received(Math.min(n, FuseWire.WRITE_HEADER + behind));
    }

    private void serve() {
        switch (request.opcode()) {
            case FuseWire.INIT -> init();
            case FuseWire.DESTROY -> reply.ok(request.id());
            default -> files.serve(request, reply);
        }
    }

    private void init() {
        final int major = request.int32(0);
        final int minor = request.int32(4);
        if (major != FuseWire.MAJOR || minor < FuseWire.MINOR) {
            throw new MountException("the kernel speaks version " + major + '.' + minor + " of the FUSE protocol, "
                + FuseWire.MAJOR + '.' + FuseWire.MINOR + " is needed: Linux 5.4 or later", null);
        }
        final int wanted = FuseWire.ASYNC_READ | FuseWire.ATOMIC_TRUNCATE | FuseWire.BIG_WRITES
            | FuseWire.READDIRPLUS_WANTED | FuseWire.READDIRPLUS_AUTO | FuseWire.PARALLEL_DIRECTORIES
            | FuseWire.MAX_PAGES;
        final int initBytes = 64;
        final ByteBuffer body = reply.body();
        for (int offset = 0; offset < initBytes; offset += Long.BYTES) {
            body.putLong(offset, 0);
        }
        body.putInt(0, FuseWire.MAJOR)
            .putInt(4, FuseWire.MINOR)
            .putInt(8, FuseWire.MAX_WRITE)
            .putInt(12, wanted & request.int32(12))
            .putShort(16, (short) 64)
            .putShort(18, (short) 48)
            .putInt(20, FuseWire.MAX_WRITE)
            .putInt(24, 1)
            .putShort(28, (short) (FuseWire.MAX_WRITE / FuseWire.PAGE_BYTES));
        reply.send(request.id(), initBytes);
    }
}
