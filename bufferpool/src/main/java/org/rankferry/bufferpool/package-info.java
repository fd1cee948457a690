/** The chunk pool. */
package org.rankferry.bufferpool;
