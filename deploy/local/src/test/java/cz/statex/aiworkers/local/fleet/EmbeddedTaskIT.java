package cz.statex.aiworkers.local.fleet;

import org.junit.jupiter.api.extension.RegisterExtension;

final class EmbeddedTaskIT extends TaskContract {

    @RegisterExtension
    static final FleetExtension FLEET = FleetExtension.embedded();

    @Override
    FleetExtension fleet() {
        return FLEET;
    }
}
