/**
 * The {@code rdma} transport on verbs: what happens between {@code ibv_post_send} and the agents.
 *
 * <pre>
 *              RdmaFabric --------------- EventWatch (thread: sleeps on the devices' descriptors, wakes the agent)
 *              /        \
 *         CmChannel     Rail, one for each device: protection domain, completion queue
 *              \        /
 *               QueuePair ----- FrameStream   frames in segments, SEND and RECV
 *              /    |    \
 *  RdmaSourceLink   |   RdmaTargetLink --- ReadWindow   READs, built once and posted again and again
 *              RdmaListener
 * </pre>
 *
 * <p><b>Frames</b> travel as a stream of bytes cut into segments. Each end posts a fixed number of receives and tells
 * the other how many it has posted again, so a SEND always finds its RECV and no receiver-not-ready retry occurs in
 * normal work; see {@link org.rankferry.engine.transport.rdma.fabric.Segments}. The session's credits are another
 * matter: they count frames and keep its queues bounded.
 *
 * <p><b>READs</b> go from the source's registered pool into the registered image, over queue pairs of their own, since
 * a device answers one queue pair in order and a frame behind many READs would be late. Every completion has its status
 * looked at; a queue pair dies with its first error, and what it flushes after that is only counted. A READ that failed
 * is posted again on another queue pair; when the one with the frames is lost so is the link, and the session resumes
 * on the next one.
 *
 * <p><b>Threads.</b> Everything runs on the agent's thread and nothing blocks, with two exceptions: the watch, which
 * does nothing but wait; and a queue pair that is closed waits a few milliseconds for its last frames to arrive.
 *
 * <p><b>DiSNI</b> is used at the level of verbs: its own endpoints wait for ever where a peer does not answer, and its
 * calls allocate unless they are built once. The classes of this package are loaded by the class loader that brings
 * the native library; nobody outside but {@code RdmaTransport} makes one.
 */
package org.rankferry.engine.transport.rdma.fabric;
