/**
 * The benchmark over two hosts: {@code rankferry bench --listen} and {@code --connect}.
 *
 * <p>The client has source and ranks and decides what is measured; a {@link
 * org.rankferry.bench.remote.BenchServer} has the targets. They talk over a {@link
 * org.rankferry.bench.remote.ControlLink}, one JSON object a line, after both have proved in a {@link
 * org.rankferry.bench.remote.Handshake} that they know the shared secret:
 *
 * <pre>
 *   client                                        server
 *     | &lt;- {"service", "version", "nonce"} -------- |
 *     | -- {"version", "nonce", "proof"} ---------&gt; |
 *     | &lt;- {"proof"}, or {"fault"} ---------------- |
 *     | -- {"ask":"open", "case", "seed"} --------&gt; |   a target, its reserve touched
 *     | &lt;- {"scene", "address"} ------------------- |
 *     | -- {"ask":"begin", "scene"} --------------&gt; |   CPU counts from here
 *     |    ... the image set, source to target ...  |
 *     | -- {"ask":"received", "scene"} -----------&gt; |
 *     | &lt;- what the set took there ---------------- |
 *     | -- {"ask":"check"}, {"ask":"recycle"} ----&gt; |   outside of the time
 *     | -- {"ask":"close"}, {"ask":"machine"} ----&gt; |
 * </pre>
 *
 * <p>Every question has one answer, {@code {"fault": TEXT}} if it went wrong. Images never pass over this connection: a
 * session of source and target, with its own authentication, carries them. Uses {@code scene} and {@code measure}.
 */
package org.rankferry.bench.remote;
