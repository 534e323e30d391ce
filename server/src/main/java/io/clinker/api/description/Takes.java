package io.clinker.api.description;

import io.clinker.api.schema.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The {@link Schema} that an endpoint reads the body of a request by. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Takes {
  /** The name of the constant. */
  String value();

  /** The class that has it; default: that of the endpoint. */
  Class<?> in() default Void.class;
}
