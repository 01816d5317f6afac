package cz.statex.aiworkers.local.cli;

import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.lock.HostLock;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.local.FleetException;
import cz.statex.aiworkers.local.cli.evaluate.EvaluateCommand;
import cz.statex.aiworkers.local.models.ModelsException;
import cz.statex.aiworkers.orchestrator.cli.Aiw;
import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;

/** Entry point of the command line with the commands that run a fleet on this machine. */
public final class LocalAiw {

    private static final Set<ErrorCode> OF_MODELS =
            EnumSet.of(ErrorCode.MODEL_NOT_FOUND, ErrorCode.MODEL_INVALID, ErrorCode.MODEL_UNAVAILABLE);

    private LocalAiw() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine(new Output(utf8(System.out), utf8(System.err))).execute(arguments));
    }

    static CommandLine commandLine(Output output) {
        return commandLine(output, System.getenv());
    }

    static CommandLine commandLine(Output output, Map<String, String> environment) {
        CommandLine aiw = Aiw.commandLine()
                .addSubcommand(new UpCommand(output))
                .addSubcommand(new DemoCommand(output))
                .addSubcommand(new BenchCommand(output, environment))
                .addSubcommand(models(output, environment))
                .addSubcommand(EvaluateCommand.commandLine(environment, output::say, output::remark))
                .setCaseInsensitiveEnumValuesAllowed(
                        true) // commands that are added do not take over what was set before
                .setOut(output.out())
                .setErr(output.err());
        IExecutionExceptionHandler others = aiw.getExecutionExceptionHandler();
        return aiw.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof FleetException) {
                output.remark("aiw: " + failure.getMessage());
                return ExitCode.REFUSED.code();
            }
            ModelsException problem = problem(failure);
            if (problem != null) {
                output.remark("aiw: " + problem.getMessage());
                return problem.exitCode().code();
            }
            if (failure instanceof TimeoutException) {
                output.remark("aiw: " + failure.getMessage());
                return ExitCode.TIMED_OUT.code();
            }
            return others.handleExecutionException(failure, command, parsed);
        });
    }

    /** What a command about models says, null if {@code failure} is none of theirs. */
    private static @Nullable ModelsException problem(Exception failure) {
        if (failure instanceof ModelException model) {
            return ModelsException.of(model);
        }
        if (failure instanceof HostLock.TimeoutException) {
            return new ModelsException(
                    ExitCode.CANNOT_CONNECT, failure.getMessage() + ": another command writes the catalog; try again");
        }
        if (failure instanceof TaskFailure task
                && OF_MODELS.contains(task.error().code())) {
            return ModelsException.of(
                    task.getCause() instanceof ModelException model
                            ? model
                            : new ModelException(task.error().code(), String.valueOf(task.getMessage()), task));
        }
        return failure instanceof ModelsException problem ? problem : null;
    }

    private static CommandLine models(Output output, Map<String, String> environment) {
        return new CommandLine(new ModelsCommand(output, environment, Clock.systemUTC()))
                .addSubcommand(new ModelImportCommand(output, environment));
    }

    private static PrintWriter utf8(PrintStream stream) {
        return new PrintWriter(stream, false, StandardCharsets.UTF_8);
    }
}
