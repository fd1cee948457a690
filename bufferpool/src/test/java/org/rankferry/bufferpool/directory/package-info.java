/** Owners that live, crash, and start at once. */
package org.rankferry.bufferpool.directory;
