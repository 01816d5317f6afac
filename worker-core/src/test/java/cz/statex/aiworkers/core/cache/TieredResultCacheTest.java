package cz.statex.aiworkers.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.execution.ResultCache;
import cz.statex.aiworkers.core.testing.contract.ManualClock;
import cz.statex.aiworkers.core.testing.contract.ResultCacheContract;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TieredResultCacheTest extends ResultCacheContract {

    private static final Duration TTL = Duration.ofMinutes(30);

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger failures = new AtomicInteger();
    private final Shared shared = new Shared();
    private final ResultCache cache = cacheOf(shared);

    @Override
    protected ResultCache cache() {
        return cache;
    }

    @Test
    void findsWhatAnotherWorkerStored() {
        cacheOf(shared).store("k", entry("hello"));
        assertThat(cache.find("k")).contains(entry("hello"));
        shared.entries.clear();
        assertThat(cache.find("k")).contains(entry("hello"));
    }

    @Test
    void keepsAnEntryAsItWasStored() {
        cache.store("k", entry("hello"));
        cache.find("k").orElseThrow().output().put("text", "changed");
        assertThat(cache.find("k")).contains(entry("hello"));
    }

    @Test
    void asksAnAbsentServerOncePerPauseOnly() {
        shared.away = true;
        for (int i = 0; i < 10; i++) {
            assertThat(cache.find("k" + i)).isEmpty();
        }
        assertThat(shared.calls).hasValue(1);
        assertThat(failures).hasValue(1);

        clock.advance(Duration.ofSeconds(6));
        assertThat(cache.find("k")).isEmpty();
        assertThat(cache.find("k")).isEmpty();
        assertThat(shared.calls).hasValue(2);

        shared.away = false;
        clock.advance(Duration.ofSeconds(6));
        cache.find("k");
        cacheOf(shared).store("k", entry("back"));
        assertThat(cache.find("k")).contains(entry("back"));
    }

    @Test
    void servesItsOwnEntriesWhileTheServerIsAway() {
        shared.away = true;
        cache.store("k", entry("own"));
        assertThat(cache.find("k")).contains(entry("own"));
    }

    @Test
    void missesWhatItCannotRead() {
        shared.entries.put("k", "{\"output\":7}");
        assertThat(cache.find("k")).isEmpty();
    }

    @Test
    void keepsNoHugeOutput() {
        cache.store("k", entry("x".repeat(2_000_000)));
        assertThat(shared.entries).isEmpty();
        assertThat(cache.find("k")).isEmpty();
    }

    @Test
    void worksAloneWithoutAServer() {
        ResultCache alone = cacheOf(SharedEntries.NONE);
        assertThat(alone.find("k")).isEmpty();
        alone.store("k", entry("own"));
        assertThat(alone.find("k")).contains(entry("own"));
    }

    private ResultCache cacheOf(SharedEntries entries) {
        return new TieredResultCache(entries, TTL, 1_000_000, clock, failures::incrementAndGet);
    }

    private static ResultCache.Entry entry(String text) {
        return new ResultCache.Entry(Wire.mapper().createObjectNode().put("text", text), null);
    }

    private static final class Shared implements SharedEntries {
        private final Map<String, String> entries = new HashMap<>();
        private final AtomicInteger calls = new AtomicInteger();
        private boolean away;

        @Override
        public @Nullable String get(String key) {
            call();
            return entries.get(key);
        }

        @Override
        public void put(String key, String json, Duration ttl) {
            call();
            assertThat(ttl).isEqualTo(TTL);
            entries.put(key, json);
        }

        private void call() {
            calls.incrementAndGet();
            if (away) {
                throw new IllegalStateException("away");
            }
        }
    }
}
