package cz.statex.aiworkers.core.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.execution.ResultCache;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link ResultCache} does while it is there. Keys are new in each test, so a shared server will do. */
public abstract class ResultCacheContract {

    /** The cache under test. */
    protected abstract ResultCache cache();

    @Test
    void missesWhatWasNeverStored() {
        assertThat(cache().find(UUID.randomUUID().toString())).isEmpty();
    }

    @Test
    void findsWhatWasStored() {
        String key = UUID.randomUUID().toString();
        ResultCache.Entry entry = entry("hello", new ModelRef("echo", "1", "cpu", null));
        cache().store(key, entry);
        assertThat(cache().find(key)).contains(entry);
    }

    @Test
    void findsAnOutputThatNoModelProduced() {
        String key = UUID.randomUUID().toString();
        ResultCache.Entry entry =
                new ResultCache.Entry(Wire.mapper().createObjectNode().put("words", 2), null);
        cache().store(key, entry);
        assertThat(cache().find(key)).contains(entry);
    }

    @Test
    void replacesWhatWasStoredBefore() {
        String key = UUID.randomUUID().toString();
        cache().store(key, entry("old", new ModelRef("echo", "1", null, null)));
        ResultCache.Entry newer = entry("new", new ModelRef("echo", "2", null, null));
        cache().store(key, newer);
        assertThat(cache().find(key)).contains(newer);
    }

    private static ResultCache.Entry entry(String text, ModelRef model) {
        return new ResultCache.Entry(Wire.mapper().createObjectNode().put("text", text), model);
    }
}
