package cz.statex.aiworkers.core.store;

import cz.statex.aiworkers.core.testing.TestServers;
import cz.statex.aiworkers.core.testing.contract.StoreHarness;
import cz.statex.aiworkers.core.testing.contract.TaskStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class SqlTaskStoreIT extends TaskStoreContract {

    private static StoreFixture store;

    @BeforeAll
    static void open() {
        store = new StoreFixture(TestServers.database(SqlTaskStoreIT.class));
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
