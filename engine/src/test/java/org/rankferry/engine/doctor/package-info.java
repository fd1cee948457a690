/** Every check, against trees of files that stand for a host. */
package org.rankferry.engine.doctor;
