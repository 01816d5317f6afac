package cz.statex.aiworkers.core.config.properties;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who this process is.
 *
 * @param name name of the deployment; SERVICE_NAME
 * @param workerId unique name of the process, for example the pod's; WORKER_ID; made up from host name and chance if empty
 * @param workerType family of the workers in this process, for example text; WORKER_TYPE
 * @param logLevel level of everything that has no level of its own; LOG_LEVEL
 * @param environment where it runs; ENVIRONMENT; logs are plain text where this is {@code local}, otherwise JSON
 */
@Validated
@ConfigurationProperties("ai-workers.service")
public record ServiceProperties(
        @DefaultValue("ai-workers") @NotBlank @Size(max = 128) String name,
        @NotBlank @Size(max = 128) @Pattern(regexp = "[^\\s/#*]*", message = "must have no spaces, /, # or *")
                String workerId,
        @DefaultValue("worker") @NotBlank @Size(max = 64) String workerType,
        @DefaultValue("INFO") @NotBlank String logLevel,
        @DefaultValue("production") @NotBlank String environment) {}
