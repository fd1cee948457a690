package org.rankferry.bench;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Neither agent allocates anything for a chunk that a device READs; needs one. */
@Tag("rdma")
class RdmaAllocationTest {
    @Test
    void agentsAllocateNothingPerChunk() {
        AllocationTest.assertNothingAllocated("rdma");
    }
}
