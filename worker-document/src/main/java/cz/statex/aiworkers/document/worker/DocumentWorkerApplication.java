package cz.statex.aiworkers.document.worker;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Runs the document workers as a process of their own. */
@SpringBootApplication
public class DocumentWorkerApplication {

    /** Starts the process; configuration comes from environment variables. */
    public static void main(String[] arguments) {
        new SpringApplicationBuilder(DocumentWorkerApplication.class)
                .properties("WORKER_TYPE=document")
                .run(arguments);
    }
}
