package cz.statex.aiworkers.core.config.environment;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells the operator which address to mend, in place of a stack trace. */
final class ServerUrlAnalyzer extends AbstractFailureAnalyzer<ServerUrlException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ServerUrlException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), "Correct that variable and start again.", cause);
    }
}
