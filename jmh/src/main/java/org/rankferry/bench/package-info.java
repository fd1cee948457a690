/** The standalone transfer benchmark and the microbenchmarks of what every chunk passes through. */
package org.rankferry.bench;
