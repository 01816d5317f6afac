package cz.statex.aiworkers.core.testing;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.context.ConfigurableApplicationContext;

/** Runs the main method of an application in this process. */
public final class MainMethod {

    private MainMethod() {}

    /** Runs {@code main} and returns the context that it started; closing it ends the application. */
    public static ConfigurableApplicationContext run(Consumer<String[]> main, String... arguments) {
        AtomicReference<@Nullable ConfigurableApplicationContext> started = new AtomicReference<>();
        SpringApplication.withHook(
                application -> new SpringApplicationRunListener() {
                    @Override
                    public void started(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
                        started.set(context);
                    }
                },
                () -> main.accept(arguments));
        return Objects.requireNonNull(started.get(), "the main method started no application");
    }
}
