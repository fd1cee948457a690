/**
 * The health of a node: sensors, what they say, and when that counts.
 *
 * <p>{@link org.rankferry.engine.health.HealthSensors} reads whatever tells something about this machine: temperatures
 * ({@link org.rankferry.engine.health.Hwmon}), memory errors ({@link org.rankferry.engine.health.Edac}), the BMC
 * ({@link org.rankferry.engine.health.Ipmi}), and a file or command of the site. Each {@link
 * org.rankferry.engine.health.Reading} says what its sensor would be raised to, and what it would be lowered to; a
 * {@link org.rankferry.engine.health.SensorState} for each sensor decides when that counts, so that none flaps. {@link
 * org.rankferry.engine.health.HealthMonitor} does so again and again on a thread of its own, where reading may take a
 * while, and tells the agent when the node's health has changed. Where there is nothing to read there is no thread.
 */
package org.rankferry.engine.health;
