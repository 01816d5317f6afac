package cz.statex.aiworkers.text.worker;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Runs the text workers as a process of their own. */
@SpringBootApplication
public class TextWorkerApplication {

    /** Starts the process; configuration comes from environment variables. */
    public static void main(String[] arguments) {
        start(arguments);
    }

    /** Starts the process and returns it; closing it drains and stops. */
    static ConfigurableApplicationContext start(String... arguments) {
        return new SpringApplicationBuilder(TextWorkerApplication.class)
                .properties("WORKER_TYPE=text")
                .run(arguments);
    }
}
