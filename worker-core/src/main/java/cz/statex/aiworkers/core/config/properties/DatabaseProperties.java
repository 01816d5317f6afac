package cz.statex.aiworkers.core.config.properties;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The database.
 *
 * @param url where it is, {@code postgresql://user:password@host:port/database}; DATABASE_URL
 * @param poolSize connections that are kept open; DATABASE_POOL_SIZE
 * @param maxOverflow connections that may be opened beyond those; DATABASE_MAX_OVERFLOW
 */
@Validated
@ConfigurationProperties("ai-workers.database")
public record DatabaseProperties(
        @DefaultValue("postgresql://postgres@localhost:5432/ai_workers") @NotBlank String url,
        @DefaultValue("5") @Min(1) @Max(1000) int poolSize,
        @DefaultValue("10") @Min(0) @Max(1000) int maxOverflow) {

    /** Without the URL, which may carry a password. */
    @Override
    public String toString() {
        return "DatabaseProperties[poolSize=" + poolSize + ", maxOverflow=" + maxOverflow + "]";
    }
}
