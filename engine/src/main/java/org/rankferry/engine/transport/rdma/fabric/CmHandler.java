package org.rankferry.engine.transport.rdma.fabric;

import com.ibm.disni.verbs.RdmaCmId;

/** Hears what the connection manager says of one id. */
@FunctionalInterface
interface CmHandler {
    /**
     * An event has come.
     *
     * @param event  of {@code enum rdma_cm_event_type}, a constant of {@link CmChannel}.
     * @param id     that it is about; for a request to connect, the new one.
     * @param status negative errno, or the reason of a reject; 0 also where the library does not tell.
     */
    void onEvent(int event, RdmaCmId id, int status);
}
