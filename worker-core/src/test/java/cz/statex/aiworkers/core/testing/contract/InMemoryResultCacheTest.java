package cz.statex.aiworkers.core.testing.contract;

import cz.statex.aiworkers.core.execution.ResultCache;

final class InMemoryResultCacheTest extends ResultCacheContract {

    private final ResultCache cache = new InMemoryResultCache();

    @Override
    protected ResultCache cache() {
        return cache;
    }
}
