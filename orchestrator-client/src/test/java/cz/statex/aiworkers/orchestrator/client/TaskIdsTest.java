package cz.statex.aiworkers.orchestrator.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class TaskIdsTest {

    @Test
    void theSameTypeAndKeyGiveTheSameId() {
        UUID id = TaskIds.ofKey("text.embed", "invoice-17");

        assertThat(TaskIds.ofKey("text.embed", "invoice-17")).isEqualTo(id);
        assertThat(TaskIds.ofKey("text.embed", "invoice-18")).isNotEqualTo(id);
        assertThat(TaskIds.ofKey("text.summarize", "invoice-17")).isNotEqualTo(id);
        assertThat(TaskIds.ofKey("text.embe", "dinvoice-17")).isNotEqualTo(id);
    }

    @Test
    void idsAreOfVersionFive() {
        UUID id = TaskIds.ofKey("a.b", "c");

        assertThat(id.version()).isEqualTo(5);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    void idsNeverChange() {
        assertThat(TaskIds.ofKey("text.embed", "invoice-17")).hasToString("5d95625d-a58f-5ec3-b745-a6b2ed91d5d8");
    }
}
