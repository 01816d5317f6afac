package cz.statex.aiworkers.audio.worker;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Runs the audio workers as a process of their own. */
@SpringBootApplication
public class AudioWorkerApplication {

    /** Starts the process; configuration comes from environment variables. */
    public static void main(String[] arguments) {
        new SpringApplicationBuilder(AudioWorkerApplication.class)
                .properties("WORKER_TYPE=audio")
                .run(arguments);
    }
}
