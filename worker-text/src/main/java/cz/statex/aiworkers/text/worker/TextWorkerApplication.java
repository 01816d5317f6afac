package cz.statex.aiworkers.text.worker;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Runs the text workers as a process of their own. */
@SpringBootApplication
public class TextWorkerApplication {

    /** Starts the process; configuration comes from environment variables. */
    public static void main(String[] arguments) {
        SpringApplication.run(TextWorkerApplication.class, arguments);
    }
}
