/**
 * Checkpointers that write rank images into the engine, one package for each, and what they share: how long one may say
 * nothing, and how programs of theirs are found.
 */
package org.rankferry.checkpointer;
