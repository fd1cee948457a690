/**
 * Both ends on one host: READ is a copy out of the source's pool.
 *
 * <p>Frames travel on a Unix-domain socket. The source names its pool file once the target is authenticated; the target
 * maps it, read-only, and a READ copies from there straight into the image. The payload passes no kernel, and one CPU
 * copies it once:
 *
 * <pre>
 *  source                               target
 *    ShmSourceLink -- frames, unix:PATH -- ShmTargetLink
 *    pool file == mapped read-only ==&gt; PoolMapping == copy, block by block ==&gt; Destination
 * </pre>
 */
package org.rankferry.engine.transport.shm;
