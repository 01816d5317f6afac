package cz.statex.aiworkers.examples.wordcount;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Runs the worker as a process of its own. */
@SpringBootApplication
public class WordCountApplication {

    /** Starts the process; configuration comes from environment variables. */
    public static void main(String[] arguments) {
        SpringApplication.run(WordCountApplication.class, arguments);
    }
}
