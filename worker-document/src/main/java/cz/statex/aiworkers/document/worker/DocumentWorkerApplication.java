package cz.statex.aiworkers.document.worker;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Runs the document workers as a process of their own. */
@SpringBootApplication
public class DocumentWorkerApplication {

    /** Starts the process; configuration comes from environment variables. */
    public static void main(String[] arguments) {
        SpringApplication.run(DocumentWorkerApplication.class, arguments);
    }
}
