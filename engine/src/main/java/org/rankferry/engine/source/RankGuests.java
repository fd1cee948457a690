package org.rankferry.engine.source;

import org.rankferry.protocol.session.Refusal;

/** What a rank's connection needs of the agent it belongs to. */
interface RankGuests {
    /**
     * A rank of the right job attaches.
     *
     * @return null to serve it, or why not.
     */
    Refusal onAttach(RankConnection connection, int rank, int pid);

    /** A connection has ended; it is closed already. */
    void onGone(RankConnection connection, String cause);

    /** Where what the rank writes goes. */
    OutgoingSet images();
}
