package org.rankferry.compare.pfs;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the tools of file systems print about stripes. Text that says nothing gives {@link Striping#UNKNOWN}. */
final class StripeText {
    /** Each server's directory: {@code <POSIX(/bricks/b0):host0:/bricks/b0/dir>}. */
    private static final Pattern GLUSTER_BRICK = Pattern.compile("<POSIX\\(([^)]*)\\):([^:>]*):");
    private static final Pattern ORANGE_STRIP = Pattern.compile("(?m)^\\s*strip_size:(\\d{1,18})\\s*$");
    private static final Pattern ORANGE_SERVERS =
        Pattern.compile("(?m)^\\s*Number of datafiles/servers = (\\d{1,9})\\s*$");
    private static final Pattern LUSTRE_COUNT = Pattern.compile("\\bstripe_count:\\s*(-?\\d{1,9})\\b");
    private static final Pattern LUSTRE_SIZE = Pattern.compile("\\bstripe_size:\\s*(\\d{1,18})\\b");
    private static final Pattern BEEGFS_CHUNK = Pattern.compile("(?m)^\\+ Chunksize: (\\d{1,12})([kKmMgG]?)i?B?\\s*$");
    private static final Pattern BEEGFS_TARGETS = Pattern.compile("Number of storage targets: desired: (\\d{1,9})");
    private static final Pattern MOOSE_GOAL = Pattern.compile("(?m):\\s*(\\d{1,2})\\s*$");

    private StripeText() {
    }

    /** The virtual attribute {@code trusted.glusterfs.pathinfo} of a directory, which is on all servers. */
    static Striping ofGluster(final String text) {
        final long bricks = GLUSTER_BRICK.matcher(text).results()
            .map(brick -> brick.group(2) + ":" + brick.group(1)).distinct().count();
        return bricks == 0 ? Striping.UNKNOWN
            : Striping.of(OptionalInt.of((int) bricks), OptionalLong.empty());
    }

    /** {@code pvfs2-viewdist -f FILE}. */
    static Striping ofOrange(final String text) {
        return Striping.of(number(ORANGE_SERVERS, text), bytes(ORANGE_STRIP, text));
    }

    /**
     * {@code lfs getstripe -d DIRECTORY}. A count of -1 means all there are, 0 the default, and neither tells how many.
     * A layout of several components has several of both, and no one answer.
     */
    static Striping ofLustre(final String text) {
        if (LUSTRE_COUNT.matcher(text).results().count() != 1) {
            return Striping.UNKNOWN;
        }
        final OptionalInt count = number(LUSTRE_COUNT, text);
        final OptionalLong size = bytes(LUSTRE_SIZE, text);
        return Striping.of(count.getAsInt() > 0 ? count : OptionalInt.empty(),
            size.isPresent() && size.getAsLong() > 0 ? size : OptionalLong.empty());
    }

    /** {@code beegfs-ctl --getentryinfo PATH}. */
    static Striping ofBeegfs(final String text) {
        final Matcher chunk = BEEGFS_CHUNK.matcher(text);
        return Striping.of(number(BEEGFS_TARGETS, text), chunk.find()
            ? OptionalLong.of(Long.parseLong(chunk.group(1)) << shift(chunk.group(2))) : OptionalLong.empty());
    }

    /** {@code mfsgetgoal DIRECTORY}: how many copies there are of what is written there. */
    static OptionalInt goalOfMoose(final String text) {
        return number(MOOSE_GOAL, text);
    }

    private static int shift(final String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 0;
        };
    }

    private static OptionalInt number(final Pattern pattern, final String text) {
        final Matcher matcher = pattern.matcher(text);
        return matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    private static OptionalLong bytes(final Pattern pattern, final String text) {
        final Matcher matcher = pattern.matcher(text);
        return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }
}
