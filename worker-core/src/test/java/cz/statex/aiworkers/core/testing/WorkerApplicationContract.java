package cz.statex.aiworkers.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.lifecycle.WorkerProfile;
import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;
import cz.statex.aiworkers.orchestrator.protocol.WorkerStatus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** What every worker application does when it is run with the variables of its environment alone. */
public abstract class WorkerApplicationContract {

    private final String workerType;
    private final Set<String> taskTypes;

    /** The application is expected to be of {@code workerType} and to serve {@code taskTypes}. */
    protected WorkerApplicationContract(String workerType, Set<String> taskTypes) {
        this.workerType = workerType;
        this.taskTypes = Set.copyOf(taskTypes);
    }

    /** Calls the application's main method. */
    protected abstract void runMain(String... arguments);

    @Test
    void startsRegistersGetsReadyAndStops() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--PROMETHEUS_PORT=0", "--ENVIRONMENT=local"));
        TestServers.environment(getClass()).forEach((name, value) -> arguments.add("--" + name + "=" + value));

        WorkerInfo info;
        try (ConfigurableApplicationContext process = MainMethod.run(this::runMain, arguments.toArray(String[]::new))) {
            info = process.getBean(WorkerProfile.class).get();
            assertThat(info.workerType()).isEqualTo(workerType);
            assertThat(info.capabilities()).containsExactlyInAnyOrderElementsOf(taskTypes);
            assertThat(info.status()).isEqualTo(WorkerStatus.IDLE);
            assertThat(answer(process, "/health")).isEqualTo(200);
            assertThat(answer(process, "/health/ready")).isEqualTo(200);
            assertThat(registered(info)).isNotEqualTo("stopped");
        }
        assertThat(registered(info)).isEqualTo("stopped");
    }

    private static int answer(ConfigurableApplicationContext process, String path) throws Exception {
        String port = process.getEnvironment().getProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private String registered(WorkerInfo info) throws Exception {
        try (Connection connection = TestServers.database(getClass()).connect();
                PreparedStatement select =
                        connection.prepareStatement("select status from worker where worker_id = ?")) {
            select.setString(1, info.workerId());
            try (ResultSet rows = select.executeQuery()) {
                assertThat(rows.next()).as("a row in the registry").isTrue();
                return rows.getString(1);
            }
        }
    }
}
