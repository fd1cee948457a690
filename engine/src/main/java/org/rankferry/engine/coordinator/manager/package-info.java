/**
 * The job manager: starts the ranks of a job on its nodes, leads them through migrations, and says how the job has
 * ended.
 *
 * <p>{@link org.rankferry.engine.coordinator.manager.RunningJob} puts it together. It is a member of the backplane
 * named for the job, so that there is one at a time and everybody notices when it is gone. {@link
 * org.rankferry.engine.coordinator.manager.JobManager} is one thread that hears nodes and operators through its
 * mailbox; what a migration decides is in {@link org.rankferry.engine.coordinator.job}.
 */
package org.rankferry.engine.coordinator.manager;
