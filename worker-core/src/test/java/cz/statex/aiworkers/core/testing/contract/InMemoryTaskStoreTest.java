package cz.statex.aiworkers.core.testing.contract;

final class InMemoryTaskStoreTest extends TaskStoreContract {

    private final StoreHarness harness = new InMemoryStoreHarness();

    @Override
    protected StoreHarness harness() {
        return harness;
    }
}
