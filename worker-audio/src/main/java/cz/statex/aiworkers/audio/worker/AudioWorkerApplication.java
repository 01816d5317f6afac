package cz.statex.aiworkers.audio.worker;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Runs the audio workers as a process of their own. */
@SpringBootApplication
public class AudioWorkerApplication {

    /** Starts the process; configuration comes from environment variables. */
    public static void main(String[] arguments) {
        SpringApplication.run(AudioWorkerApplication.class, arguments);
    }
}
