package org.rankferry.compare.pfs;

import java.util.OptionalInt;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Against what the documentation of each file system shows, and what its programs were seen to print. */
class StripeTextTest {
    private static final OptionalInt NO_COUNT = OptionalInt.empty();
    private static final OptionalLong NO_SIZE = OptionalLong.empty();

    @Test
    void glusterNamesTheDirectoryOfEachServerOnce() {
        assertEquals(Striping.of(OptionalInt.of(4), NO_SIZE), StripeText.ofGluster(
            "((<DISTRIBUTE:distribute> <POSIX(/b/0):node:/b/0/> <POSIX(/b/1):node:/b/1/> <POSIX(/b/2):node:/b/2/>"
                + " <POSIX(/b/3):node:/b/3/>) (distribute-layout (client-0 0 1073741822) (client-1 1073741823"
                + " 2147483645)))"));
        assertEquals(Striping.of(OptionalInt.of(2), NO_SIZE), StripeText.ofGluster(
            "(<DISTRIBUTE:vol-dht> (<REPLICATE:vol-replicate-0> <POSIX(/export/b):host1:/export/b/dir>"
                + " <POSIX(/export/b):host2:/export/b/dir> <POSIX(/export/b):host1:/export/b/dir>))"));
        assertEquals(Striping.UNKNOWN, StripeText.ofGluster(""));
    }

    @Test
    void orangeTellsStripAndServersOfAFile() {
        assertEquals(Striping.of(OptionalInt.of(4), OptionalLong.of(1_048_576)), StripeText.ofOrange("""
            dist_name = simple_stripe
            dist_params:
            strip_size:1048576

            Number of datafiles/servers = 4
            Server 0 - tcp://localhost:3334, handle: 5223372036854744173
            (487d2531626f846d.bstream)
            """));
        assertEquals(Striping.of(OptionalInt.of(1), NO_SIZE), StripeText.ofOrange("""
            dist_name = basic_dist
            dist_params:
            none
            Metadataserver: tcp://localhost:3334
            Number of datafiles/servers = 1
            """), "a distribution without strips");
        assertEquals(Striping.UNKNOWN, StripeText.ofOrange("Could not read server location information!"));
    }

    @Test
    void lustreTellsTheDefaultOfADirectory() {
        assertEquals(Striping.of(OptionalInt.of(2), OptionalLong.of(4_194_304)),
            StripeText.ofLustre("stripe_count:  2 stripe_size:   4194304 pattern:       0 stripe_offset: -1"));
        assertEquals(Striping.of(NO_COUNT, OptionalLong.of(1_048_576)),
            StripeText.ofLustre("stripe_count:  -1 stripe_size:   1048576 pattern:       raid0 stripe_offset: -1"),
            "all targets, however many");
        assertEquals(Striping.UNKNOWN,
            StripeText.ofLustre("stripe_count:  0 stripe_size:   0 stripe_offset: -1"), "the default's default");
        assertEquals(Striping.UNKNOWN, StripeText.ofLustre("error: getstripe failed for /mnt: Not a Lustre mount"));
    }

    @Test
    void aLustreLayoutOfSeveralComponentsHasNoOneAnswer() {
        assertEquals(Striping.UNKNOWN, StripeText.ofLustre("""
              lcm_layout_gen:    0
              lcm_entry_count:   2
                lcme_id:             N/A
                  stripe_count:  1       stripe_size:   1048576       pattern:       raid0
                lcme_id:             N/A
                  stripe_count:  4       stripe_size:   4194304       pattern:       raid0
            """));
    }

    @Test
    void beegfsTellsChunksAndTargets() {
        assertEquals(Striping.of(OptionalInt.of(4), OptionalLong.of(524_288)), StripeText.ofBeegfs("""
            Entry type: directory
            EntryID: root
            Metadata node: meta1 [ID: 1]
            Stripe pattern details:
            + Type: RAID0
            + Chunksize: 512K
            + Number of storage targets: desired: 4
            + Storage Pool: 1 (Default)
            """));
        assertEquals(Striping.of(OptionalInt.of(2), OptionalLong.of(1_048_576)), StripeText.ofBeegfs("""
            EntryID: 0-5D285750-1
            Stripe pattern details:
            + Type: RAID0
            + Chunksize: 1M
            + Number of storage targets: desired: 2; actual: 2
            """));
        assertEquals(OptionalLong.of(524_288), StripeText.ofBeegfs("+ Chunksize: 512k\n").stripBytes());
        assertEquals(OptionalLong.of(65_536), StripeText.ofBeegfs("+ Chunksize: 65536\n").stripBytes());
        assertEquals(Striping.UNKNOWN, StripeText.ofBeegfs("Error: No such entry"));
    }

    @Test
    void mooseTellsTheGoal() {
        assertEquals(OptionalInt.of(1), StripeText.goalOfMoose("/mnt/mfs/dir: 1"));
        assertEquals(NO_COUNT, StripeText.goalOfMoose("/mnt/mfs/dir: storage class 'fast'"));
        assertEquals(NO_COUNT, StripeText.goalOfMoose(""));
    }
}
