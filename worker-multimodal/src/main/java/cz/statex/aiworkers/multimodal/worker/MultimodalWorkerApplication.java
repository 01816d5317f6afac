package cz.statex.aiworkers.multimodal.worker;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Runs the multimodal workers as a process of their own. */
@SpringBootApplication
public class MultimodalWorkerApplication {

    /** Starts the process; configuration comes from environment variables. */
    public static void main(String[] arguments) {
        SpringApplication.run(MultimodalWorkerApplication.class, arguments);
    }
}
