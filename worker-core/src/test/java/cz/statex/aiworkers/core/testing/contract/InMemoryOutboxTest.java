package cz.statex.aiworkers.core.testing.contract;

final class InMemoryOutboxTest extends OutboxContract {

    private final StoreHarness harness = new InMemoryStoreHarness();

    @Override
    protected StoreHarness harness() {
        return harness;
    }
}
