/** The run directory of one owner. */
package org.rankferry.bufferpool.directory;
