package cz.statex.aiworkers.core.store;

import cz.statex.aiworkers.core.testing.TestServers;
import cz.statex.aiworkers.core.testing.contract.OutboxContract;
import cz.statex.aiworkers.core.testing.contract.StoreHarness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class SqlOutboxIT extends OutboxContract {

    private static StoreFixture store;

    @BeforeAll
    static void open() {
        store = new StoreFixture(TestServers.database(SqlOutboxIT.class));
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Override
    protected StoreHarness harness() {
        return new SqlStoreHarness(store);
    }
}
