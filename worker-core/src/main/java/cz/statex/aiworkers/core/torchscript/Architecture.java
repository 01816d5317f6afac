package cz.statex.aiworkers.core.torchscript;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.torchscript.archive.ScriptModule;

/** One architecture in one configuration: its program, and where the program's weights are in a checkpoint. */
interface Architecture {

    /** The program, complete. */
    String program();

    /** The program's root module over the tensors of {@code checkpoint}, all of them checked. */
    ScriptModule module(Checkpoint checkpoint) throws CheckpointException;
}
