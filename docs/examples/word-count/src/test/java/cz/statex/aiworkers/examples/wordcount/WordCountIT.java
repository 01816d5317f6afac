package cz.statex.aiworkers.examples.wordcount;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.testing.MainMethod;
import cz.statex.aiworkers.core.testing.TestServers;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** The worker as a process would run it: its application, real servers and a client. */
class WordCountIT {

    @Test
    void countsTheWordsOfASubmittedText() {
        Map<String, String> servers = TestServers.environment(WordCountIT.class);
        String[] settings = Stream.concat(
                        servers.entrySet().stream().map(server -> "--" + server.getKey() + "=" + server.getValue()),
                        Stream.of("--PROMETHEUS_PORT=0"))
                .toArray(String[]::new);
        try (ConfigurableApplicationContext worker = MainMethod.run(WordCountApplication::main, settings);
                AiWorkersClient client = AiWorkersClient.connect(TestServers.brokerUrl(WordCountIT.class))) {
            assertThat(worker.isRunning()).isTrue();
            Task task = AiWorkersClient.newTask("custom.word_count")
                    .input("text", "  three short words ")
                    .build();
            Task result = client.submit(task).await(Duration.ofMinutes(1));
            assertThat(Objects.requireNonNull(result.outputData()).path("words").asInt())
                    .isEqualTo(3);
        }
    }
}
