package cz.statex.aiworkers.local;

import cz.statex.aiworkers.text.worker.TextWorkers;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Every worker of the fleet, in one context. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(TextWorkers.class)
class FleetApplication {}
