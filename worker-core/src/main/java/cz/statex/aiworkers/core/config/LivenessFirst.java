package cz.statex.aiworkers.core.config;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.AdditionalPathsMapper;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;

/**
 * The configured groups of health, with liveness as the one that {@code /health} itself shows.
 *
 * @param groups as configured
 */
record LivenessFirst(HealthEndpointGroups groups) implements HealthEndpointGroups, AdditionalPathsMapper {

    private static final String LIVE = "live";

    @Override
    public HealthEndpointGroup getPrimary() {
        HealthEndpointGroup live = groups.get(LIVE);
        return live == null ? groups.getPrimary() : live;
    }

    @Override
    public Set<String> getNames() {
        return groups.getNames();
    }

    @Override
    public @Nullable HealthEndpointGroup get(String name) {
        return groups.get(name);
    }

    @Override
    public @Nullable List<String> getAdditionalPaths(EndpointId endpoint, WebServerNamespace namespace) {
        return groups instanceof AdditionalPathsMapper mapper ? mapper.getAdditionalPaths(endpoint, namespace) : null;
    }
}
