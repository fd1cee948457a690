package org.rankferry.engine.backplane.cluster;

import org.jgroups.util.LazyThreadFactory;
import org.rankferry.engine.nativeio.ThreadPriority;

/** Threads of JGroups, preferred to ranks that compute: each order passes three of them on each side. */
final class RaisedThreads extends LazyThreadFactory {
    RaisedThreads() {
        super("jgroups", false, true);
    }

    /** Where every thread of this factory comes from. */
    @Override
    public Thread newThread(final Runnable work, final String name) {
        return super.newThread(ThreadPriority.raised(work), name);
    }
}
