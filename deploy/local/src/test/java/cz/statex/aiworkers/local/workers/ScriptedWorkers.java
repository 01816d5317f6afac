package cz.statex.aiworkers.local.workers;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Adds the scripted worker to a fleet, and is a worker process of its own. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class ScriptedWorkers {

    @Bean
    ScriptedWorker scriptedWorker() {
        return new ScriptedWorker();
    }

    /** Runs a worker process; configuration comes from environment variables. */
    public static void main(String[] arguments) {
        SpringApplication.run(ScriptedWorkers.class, arguments);
    }
}
