package org.rankferry.bench;

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.rankferry.system.RdmaInVmTest;

/** What {@code bench} shows of RDMA, in a virtual machine of its own. */
@Tag("slow")
@Tag(RdmaInVmTest.TAG)
class BenchInVmTest extends RdmaInVmTest {
    @Override
    protected List<String> wanted() {
        return List.of(NoCopyTest.class.getSimpleName(), RdmaAllocationTest.class.getSimpleName());
    }
}
