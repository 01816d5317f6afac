package cz.statex.aiworkers.core.model;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes calls on to an observer, or to the {@link ModelObserver.Work} it began, and logs what it throws: a metric that
 * fails must not lose a model, or an answer that is there already. Errors pass. Thread-safe if the other is.
 *
 * @param target whose methods are called
 */
record GuardedObserver(Object target) implements InvocationHandler {

    private static final Logger log = LoggerFactory.getLogger(GuardedObserver.class);

    static ModelObserver of(ModelObserver observer) {
        boolean guarded = Proxy.isProxyClass(observer.getClass())
                && Proxy.getInvocationHandler(observer) instanceof GuardedObserver;
        return guarded ? observer : guard(ModelObserver.class, observer);
    }

    private static <T> T guard(Class<T> type, T target) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new GuardedObserver(target)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
            throws IllegalAccessException {
        try {
            Object result = method.invoke(target, arguments);
            return result instanceof ModelObserver.Work work ? guard(ModelObserver.Work.class, work) : result;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            log.error("an observer of models failed; what it should have shown is missing there", e.getCause());
            return method.getReturnType() == ModelObserver.Work.class ? ModelObserver.Work.UNSEEN : null;
        }
    }
}
