package cz.statex.aiworkers.core.model.repository;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model whose files are on this host, or some of them.
 *
 * @param name name in the catalog
 * @param version version in the catalog
 * @param bytes all its files together
 * @param archives names of the archives that are ready to be loaded
 * @param lastUsed when its files were last made ready for a load, null if never
 */
public record StoredModel(String name, String version, long bytes, List<String> archives, @Nullable Instant lastUsed) {}
