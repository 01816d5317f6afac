package cz.statex.aiworkers.audio.worker;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Runs the audio workers as a process of their own. */
@SpringBootApplication
public class AudioWorkerApplication {

    /** Starts the process; configuration comes from environment variables. */
    public static void main(String[] arguments) {
        start(arguments);
    }

    /** Starts the process and returns it; closing it drains and stops. */
    static ConfigurableApplicationContext start(String... arguments) {
        return new SpringApplicationBuilder(AudioWorkerApplication.class)
                .properties("WORKER_TYPE=audio")
                .run(arguments);
    }
}
