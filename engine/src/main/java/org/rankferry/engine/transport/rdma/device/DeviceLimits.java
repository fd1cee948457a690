package org.rankferry.engine.transport.rdma.device;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

import org.rankferry.engine.transport.TransportException;

/**
 * What a device allows, as {@code ibv_query_device} tells it.
 *
 * <pre>
 *  struct ibv_device_attr (libibverbs 1.1 and later), bytes
 *   80  max_mr_size    u64        132  max_cqe         i32
 *  112  max_qp_wr      i32        136  max_mr          i32
 *  120  max_sge        i32        144  max_qp_rd_atom  i32
 * </pre>
 *
 * @param mostRegionBytes of one memory region.
 * @param mostWork        work requests a queue holds.
 * @param mostPieces      scatter/gather entries of a work request.
 * @param mostCompletions a completion queue holds.
 * @param mostRegions     that can be registered.
 * @param mostReads       READs a queue pair can have in flight, as a target and as a source.
 */
public record DeviceLimits(
    long mostRegionBytes, int mostWork, int mostPieces, int mostCompletions, int mostRegions, int mostReads) {

    private static final int ATTR_BYTES = 512;
    private static final int MAX_MR_SIZE_OFFSET = 80;
    private static final int MAX_QP_WR_OFFSET = 112;
    private static final int MAX_SGE_OFFSET = 120;
    private static final int MAX_CQE_OFFSET = 132;
    private static final int MAX_MR_OFFSET = 136;
    private static final int MAX_QP_RD_ATOM_OFFSET = 144;
    private static final String LIBRARY = "libibverbs.so.1";
    private static final int NAME_LIMIT = 64;

    /** The calls of libibverbs that are needed, linked once. */
    @SuppressWarnings("restricted") // this record is the one place that links libibverbs
    private static final class Verbs {
        static final AddressLayout ADDRESS = ValueLayout.ADDRESS;
        static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
        static final SymbolLookup LOOKUP = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
        static final MethodHandle GET_LIST = link("ibv_get_device_list", ADDRESS, ADDRESS);
        static final MethodHandle GET_NAME = link("ibv_get_device_name", ADDRESS, ADDRESS);
        static final MethodHandle OPEN = link("ibv_open_device", ADDRESS, ADDRESS);
        static final MethodHandle QUERY = link("ibv_query_device", INT, ADDRESS, ADDRESS);
        static final MethodHandle CLOSE = link("ibv_close_device", INT, ADDRESS);
        static final MethodHandle FREE_LIST =
            Linker.nativeLinker().downcallHandle(find("ibv_free_device_list"), FunctionDescriptor.ofVoid(ADDRESS));

        private Verbs() {
        }

        private static MethodHandle link(final String name, final MemoryLayout result, final MemoryLayout... of) {
            return Linker.nativeLinker().downcallHandle(find(name), FunctionDescriptor.of(result, of));
        }

        private static MemorySegment find(final String name) {
            return LOOKUP.find(name).orElseThrow();
        }

        static String name(final MemorySegment device) throws Throwable {
            return ((MemorySegment) GET_NAME.invokeExact(device)).reinterpret(NAME_LIMIT).getString(0);
        }

        static MemorySegment at(final MemorySegment list, final int index) {
            return list.reinterpret((index + 1L) * ADDRESS.byteSize()).getAtIndex(ADDRESS, index);
        }
    }

    /**
     * Opens a device, asks it, and closes it.
     *
     * @param device name.
     * @throws TransportException when libibverbs is missing or the device can't be opened, with the remedy.
     */
    public static DeviceLimits of(final String device) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment count = arena.allocate(Verbs.INT);
            final MemorySegment list = (MemorySegment) Verbs.GET_LIST.invokeExact(count);
            if (list.equals(MemorySegment.NULL)) {
                throw new TransportException("the verbs library finds no devices; see `access` in `rankferry doctor`");
            }
            try {
                for (int i = 0; i < count.get(Verbs.INT, 0); i++) {
                    final MemorySegment candidate = Verbs.at(list, i);
                    if (Verbs.name(candidate).equals(device)) {
                        return query(arena, device, candidate);
                    }
                }
            } finally {
                Verbs.FREE_LIST.invokeExact(list);
            }
            throw new TransportException("the verbs library has no provider for device " + device
                + "; install the package ibverbs-providers (Debian, Ubuntu) or libibverbs (Fedora, RHEL)");
        } catch (final ExceptionInInitializerError | NoClassDefFoundError e) {
            throw new TransportException(
                LIBRARY + " is missing; install the package libibverbs1 (Debian, Ubuntu) or libibverbs (Fedora, RHEL)",
                e);
        } catch (final TransportException e) {
            throw e;
        } catch (final Throwable t) {
            throw new AssertionError("call of libibverbs failed to run", t);
        }
    }

    private static DeviceLimits query(final Arena arena, final String name, final MemorySegment device)
        throws Throwable {

        final MemorySegment context = (MemorySegment) Verbs.OPEN.invokeExact(device);
        if (context.equals(MemorySegment.NULL)) {
            throw new TransportException("device " + name + " can't be opened: this user needs read and write access to"
                + " /dev/infiniband/uverbs*; see `access` in `rankferry doctor`");
        }
        try {
            final MemorySegment attr = arena.allocate(ATTR_BYTES, Long.BYTES);
            final int error = (int) Verbs.QUERY.invokeExact(context, attr);
            if (error != 0) {
                throw new TransportException("device " + name + " does not tell its limits: error " + error
                    + "; look into the kernel's log");
            }
            return new DeviceLimits(
                attr.get(ValueLayout.JAVA_LONG, MAX_MR_SIZE_OFFSET), attr.get(Verbs.INT, MAX_QP_WR_OFFSET),
                attr.get(Verbs.INT, MAX_SGE_OFFSET), attr.get(Verbs.INT, MAX_CQE_OFFSET),
                attr.get(Verbs.INT, MAX_MR_OFFSET), attr.get(Verbs.INT, MAX_QP_RD_ATOM_OFFSET));
        } finally {
            final int closed = (int) Verbs.CLOSE.invokeExact(context);
            assert closed == 0;
        }
    }
}
