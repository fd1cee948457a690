/**
 * What agents have in common: a home on their host, and a mailbox; and where the C programs are that they start.
 *
 * <p>An {@link org.rankferry.engine.agent.AgentHome} is everything an agent owns on its host before it does anything:
 * its run directory, the secret, the counters file, what it sleeps on, and its door. An
 * {@link org.rankferry.engine.agent.Mailbox} is how other threads reach it. This package may use the transport, the
 * observation and the API packages of the engine, and the run directories of the pool.
 */
package org.rankferry.engine.agent;
