package org.rankferry.bench;

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.rankferry.system.RdmaInVmTest;
import org.rankferry.system.Sweep;

/** What {@code bench} shows of RDMA, in a virtual machine of its own. */
@Tag("slow")
@Tag(RdmaInVmTest.TAG)
class BenchInVmTest extends RdmaInVmTest {
    @Override
    protected List<String> wanted() {
        return Sweep.of(
            List.of(NoCopyTest.class.getSimpleName(), RdmaAllocationTest.class.getSimpleName()), 1, "verbs of bench");
    }
}
