/**
 * READ without an RDMA device: a read service over TCP.
 *
 * <p>Two connections make a link. The first carries the session's frames. The second, made by the source once the
 * target has authenticated it, carries READs and nothing else, so that bulk never delays a frame:
 *
 * <pre>
 *  source                                          target
 *    connect -- Hello ------------------------------&gt; TcpListener (first frame is Hello: a new link)
 *    ...        the session's handshake ...
 *    connect -- DataAttach{session, token} ---------&gt; TcpListener (joins the link that expects the token)
 *    ReplyWriter &lt;-- ReadRequest{id, chunk, length} -- ReadQueue
 *    ReplyWriter -- ReadReply{id, chunk, length}, length bytes of the chunk --&gt; ReadQueue --&gt; Destination
 * </pre>
 *
 * <p>Replies come in the order of the requests. The source writes each chunk straight from the pool, the target reads
 * it straight into the image: a CPU copies a byte into a kernel once and out of one once.
 */
package org.rankferry.engine.transport.tcp;
