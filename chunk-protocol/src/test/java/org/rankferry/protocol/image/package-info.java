/** Extents, digests and manifests against naive models. */
package org.rankferry.protocol.image;
