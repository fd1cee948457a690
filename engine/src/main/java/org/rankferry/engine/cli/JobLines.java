package org.rankferry.engine.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.function.Supplier;

import org.rankferry.engine.coordinator.manager.JobEnd;
import org.rankferry.engine.coordinator.manager.JobListener;
import org.rankferry.engine.coordinator.manager.RunningJob;

/** A job that is led in the foreground: a line for each thing that happens to it. */
final class JobLines implements JobListener {
    private final String name;
    private final PrintWriter out;

    JobLines(final String name, final PrintWriter out) {
        this.name = name;
        this.out = out;
    }

    /**
     * Starts a job, and waits for its end.
     *
     * @throws CommandFailure when it does not end well.
     */
    void lead(final Supplier<RunningJob> start) throws InterruptedException {
        try (ClosingStack closing = new ClosingStack()) {
            final JobEnd end = closing.open(start).await();
            if (!end.well()) {
                throw new CommandFailure(end.why(), null);
            }
            say("the job has ended: all ranks have done their work");
        }
    }

    @Override
    public void onRunning() {
        say("all ranks run");
    }

    @Override
    public void onStep(final Map<String, Object> step) {
        if (step.containsKey("step")) {
            say(MigrationText.step(step));
        } else if (step.containsKey("outcome")) {
            say(MigrationText.outcome(step));
        }
    }

    @Override
    public void onNotice(final String text) {
        say(text);
    }

    private void say(final String line) {
        out.println("job " + name + ": " + line);
        out.flush();
    }
}
