/** Checkpointers that write rank images into the engine, one package for each. */
package org.rankferry.checkpointer;
