package cz.statex.aiworkers.local.demo;

import cz.statex.aiworkers.orchestrator.protocol.Job;
import java.util.List;

/** Shows a demo. {@link #progress} is called on the client's thread, the others on the demo's. */
public sealed interface DemoView permits JsonView, TextView {

    /** The job is about to be submitted. */
    void begin(int texts, int tasks);

    /** A task of the job has ended. */
    void progress(Job job);

    /** Everything has ended. */
    void end(List<TextResults> results, Demo.Totals totals);
}
