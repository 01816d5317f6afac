package cz.statex.aiworkers.document.worker;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Runs the document workers as a process of their own. */
@SpringBootApplication
public class DocumentWorkerApplication {

    /** Starts the process; configuration comes from environment variables. */
    public static void main(String[] arguments) {
        start(arguments);
    }

    /** Starts the process and returns it; closing it drains and stops. */
    static ConfigurableApplicationContext start(String... arguments) {
        return new SpringApplicationBuilder(DocumentWorkerApplication.class)
                .properties("WORKER_TYPE=document")
                .run(arguments);
    }
}
