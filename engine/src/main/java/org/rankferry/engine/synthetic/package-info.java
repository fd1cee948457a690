/**
 * Images made by rule instead of by a checkpointer, for the demo, the benchmark and tests: every word says which rank,
 * stream and offset it belongs to, so that a chunk in the wrong place is found. Uses nothing of the engine.
 */
package org.rankferry.engine.synthetic;
