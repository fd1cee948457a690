package org.rankferry.engine.coordinator.manager;

import java.util.Map;

/** Hears how a job fares. Called on the manager's thread; must return at once. */
public interface JobListener {
    /** All ranks compute. */
    void onRunning();

    /** A migration has got somewhere, in the fields of a step. */
    void onStep(Map<String, Object> step);

    /** Something to know that ends nothing. */
    void onNotice(String text);
}
