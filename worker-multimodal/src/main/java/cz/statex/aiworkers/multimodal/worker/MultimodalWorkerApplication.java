package cz.statex.aiworkers.multimodal.worker;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Runs the multimodal workers as a process of their own. */
@SpringBootApplication
public class MultimodalWorkerApplication {

    /** Starts the process; configuration comes from environment variables. */
    public static void main(String[] arguments) {
        start(arguments);
    }

    /** Starts the process and returns it; closing it drains and stops. */
    static ConfigurableApplicationContext start(String... arguments) {
        return new SpringApplicationBuilder(MultimodalWorkerApplication.class)
                .properties("WORKER_TYPE=multimodal")
                .run(arguments);
    }
}
