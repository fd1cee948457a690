/**
 * What users of RDMA stumble over, looked at before a transfer does: {@code rankferry doctor}.
 *
 * <pre>
 *  Doctor --- Check, one for each thing that can be wrong ---&gt; Finding: name, ok | warn | fail, what, remedy
 *                |
 *              Host: /sys, /proc, /dev, /etc           Questions: what for? pool, images, devices
 * </pre>
 *
 * <p>A check has one short name, and the transport's errors name the check that explains them. Checks read files of
 * the kernel below a root that tests replace; what must be asked by a call (limits of a device, the library) is handed
 * in as a function. No check changes anything or waits.
 */
package org.rankferry.engine.doctor;
