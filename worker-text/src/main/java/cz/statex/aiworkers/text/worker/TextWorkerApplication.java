package cz.statex.aiworkers.text.worker;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Runs the text workers as a process of their own. */
@SpringBootApplication
public class TextWorkerApplication {

    /** Starts the process; configuration comes from environment variables. */
    public static void main(String[] arguments) {
        new SpringApplicationBuilder(TextWorkerApplication.class)
                .properties("WORKER_TYPE=text")
                .run(arguments);
    }
}
