package cz.statex.aiworkers.local;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** Every worker of the fleet, in one context. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class FleetApplication {}
