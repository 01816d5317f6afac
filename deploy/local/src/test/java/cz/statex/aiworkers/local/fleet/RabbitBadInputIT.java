package cz.statex.aiworkers.local.fleet;

import org.junit.jupiter.api.extension.RegisterExtension;

final class RabbitBadInputIT extends BadInputContract {

    @RegisterExtension
    static final FleetExtension FLEET = FleetExtension.rabbit();

    @Override
    FleetExtension fleet() {
        return FLEET;
    }
}
