package cz.statex.aiworkers.orchestrator.cli;

import cz.statex.aiworkers.orchestrator.client.AiWorkersException;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns exceptions into one line on standard error and an exit code. */
final class Failures {

    private Failures() {}

    static int of(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        ExitCode code = code(failure);
        err.println("aiw: " + message(failure, code, command));
        if (isVerbose(command)) {
            failure.printStackTrace(err);
        }
        err.flush();
        return code.code();
    }

    static int ofArguments(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        command.getErr()
                .println("aiw: " + oneLine(String.valueOf(failure.getMessage())) + "; see '"
                        + command.getCommandSpec().qualifiedName() + " --help'");
        command.getErr().flush();
        return ExitCode.USAGE.code();
    }

    private static boolean isVerbose(CommandLine command) {
        return command.getMixins().values().stream()
                .anyMatch(mixin -> mixin instanceof Session session && session.verbose());
    }

    private static ExitCode code(Exception failure) {
        if (failure instanceof AiWorkersException.Refused refused) {
            ErrorCode error = refused.error().code();
            return switch (error) {
                case NOT_FOUND, UNKNOWN_TASK_TYPE -> ExitCode.NOT_FOUND;
                case INVALID_INPUT -> ExitCode.USAGE;
                default -> ExitCode.REFUSED;
            };
        }
        if (failure instanceof AiWorkersException.InvalidTask
                || failure instanceof AiWorkersException.UnknownTaskType) {
            return ExitCode.INVALID_TASK;
        }
        if (failure instanceof AiWorkersException.TimedOut) {
            return ExitCode.TIMED_OUT;
        }
        if (failure instanceof AiWorkersException || failure instanceof BrokerAddress.NotThereException) {
            return ExitCode.CANNOT_CONNECT;
        }
        return failure instanceof IllegalArgumentException ? ExitCode.USAGE : ExitCode.INTERNAL;
    }

    private static String message(Exception failure, ExitCode code, CommandLine command) {
        String message = failure.getMessage();
        if (message == null) {
            message = failure.getClass().getSimpleName();
        }
        return oneLine(
                code == ExitCode.INTERNAL
                        ? "a fault of this program: " + message
                                + (command.getCommandSpec().findOption("--verbose") == null
                                        ? ""
                                        : " (--verbose tells more)")
                        : message);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
