/** Tests of this package. */
package org.rankferry.engine.store.set;
