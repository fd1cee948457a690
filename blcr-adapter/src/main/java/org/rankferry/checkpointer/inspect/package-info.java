/**
 * {@code rankferry inspect}: what is in a file, a directory of CRIU or a committed image set.
 *
 * <p>{@link org.rankferry.checkpointer.inspect.InspectCommand} asks
 * {@link org.rankferry.checkpointer.inspect.Inspector} for what is there; that recognises a stream by its begin and
 * feeds it to the check of its format, from begin to end, so that a damaged stream is known with the offset of its
 * fault.
 */
package org.rankferry.checkpointer.inspect;
