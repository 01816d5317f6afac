package cz.statex.aiworkers.multimodal.worker;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Runs the multimodal workers as a process of their own. */
@SpringBootApplication
public class MultimodalWorkerApplication {

    /** Starts the process; configuration comes from environment variables. */
    public static void main(String[] arguments) {
        new SpringApplicationBuilder(MultimodalWorkerApplication.class)
                .properties("WORKER_TYPE=multimodal")
                .run(arguments);
    }
}
