package cz.statex.aiworkers.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GuardedObserverTest {

    private static ModelObserver doing(InvocationHandler handler) {
        return (ModelObserver) Proxy.newProxyInstance(
                ModelObserver.class.getClassLoader(), new Class<?>[] {ModelObserver.class}, handler);
    }

    /** Tells {@code observer} everything that there is to tell; returns what has begun. */
    private static List<ModelObserver.Work> tellAll(ModelObserver observer) throws Exception {
        List<ModelObserver.Work> begun = new ArrayList<>();
        for (Method method : ModelObserver.class.getMethods()) {
            if (method.isDefault()) {
                Object[] arguments = new Object[method.getParameterCount()];
                for (int i = 0; i < arguments.length; i++) {
                    arguments[i] = Array.get(Array.newInstance(method.getParameterTypes()[i], 1), 0);
                }
                if (method.invoke(observer, arguments) instanceof ModelObserver.Work work) {
                    begun.add(work);
                }
            }
        }
        return begun;
    }

    @Test
    void whatAnObserverThrowsReachesNobody() throws Exception {
        List<String> told = new ArrayList<>();
        List<ModelObserver.Work> begun = tellAll(ModelObserver.guarded(doing((proxy, method, arguments) -> {
            told.add(method.getName());
            throw new IllegalStateException(method.getName());
        })));
        assertThat(told).contains("loading", "inferring", "batching", "loaded", "memory", "converting", "fetched");
        assertThat(begun).hasSize(3).containsOnly(ModelObserver.Work.UNSEEN);
    }

    @Test
    void whatTheWorkOfAnObserverThrowsReachesNobodyEither() throws Exception {
        List<String> told = new ArrayList<>();
        ModelObserver.Work broken = new ModelObserver.Work() {
            @Override
            public void begun() {
                told.add("begun");
                throw new IllegalStateException("begun");
            }

            @Override
            public void ended(@Nullable Throwable failure) {
                told.add("ended " + failure);
                throw new IllegalStateException("ended");
            }
        };
        ModelObserver guarded = ModelObserver.guarded(doing(
                (proxy, method, arguments) -> method.getReturnType() == ModelObserver.Work.class ? broken : null));
        for (ModelObserver.Work work : tellAll(guarded)) {
            work.begun();
            work.ended(null);
        }
        assertThat(told).containsOnly("begun", "ended null").hasSize(6);
    }

    @Test
    void errorsPass() {
        ModelObserver guarded = ModelObserver.guarded(doing((proxy, method, arguments) -> {
            throw new OutOfMemoryError("of the heap");
        }));
        assertThatThrownBy(() -> guarded.waiting("m@1")).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void aGuardIsNotGuardedAgain() {
        ModelObserver guarded = ModelObserver.guarded(ModelObserver.NONE);
        assertThat(ModelObserver.guarded(guarded)).isSameAs(guarded);
    }
}
