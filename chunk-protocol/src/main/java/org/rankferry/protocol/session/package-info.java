/**
 * The rules of a session, as state machines without I/O, threads or clocks.
 *
 * <p>Three machines, each owned by one agent thread:
 * <ul>
 * <li>{@link org.rankferry.protocol.session.SourceSession} and {@link org.rankferry.protocol.session.TargetSession},
 * the two ends of the link between agents: hello, proofs of the shared secret, what is held from earlier attempts,
 * chunks, commit, abort, credits, pings. One object lives for one connection, an <em>attempt</em>; a session that
 * reconnects takes a new pair with the next attempt number.
 * <li>{@link org.rankferry.protocol.session.RankSession}, the agent's side of a rank's door: attach, leases, commits.
 * </ul>
 *
 * <p>All are driven the same way. Whole frames go in through {@code onFrame}, time goes in as nanoseconds of one
 * monotonic clock, frames come out through a {@link org.rankferry.protocol.wire.FrameSink}, and what a frame means
 * comes out through an events interface. Everything a peer can do wrong is found here, so agents need not check it
 * again:
 * <ul>
 * <li>until the session is authenticated, the peer gets a {@link org.rankferry.protocol.session.Refusal} and the
 * agent's {@code onRefused} is called;
 * <li>after that, {@code onFrame} throws a {@link org.rankferry.protocol.wire.FrameFault}; Abort (or Refused, at the
 * door) is already on its way to the peer.
 * </ul>
 * A call of this program's own that the state forbids throws {@link java.lang.IllegalStateException}.
 *
 * <p>Nothing is allocated per chunk. The package knows {@code protocol.wire} and {@code protocol.image}.
 * {@code docs/protocol.md} tells the same story frame by frame.
 */
package org.rankferry.protocol.session;
