package cz.statex.aiworkers.orchestrator.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Values of a record, in JSON, that its schema shows as {@code examples}. Each has to be valid by that schema. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Examples {

    /** The values, the simplest first. */
    String[] value();
}
