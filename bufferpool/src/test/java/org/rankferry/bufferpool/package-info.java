/**
 * The pool under test: the table of transitions pair by pair, all states of small pools, random sequences against a
 * model, and the pool file in directories that are not as they should be.
 */
package org.rankferry.bufferpool;
