package io.clinker.api.description;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What an endpoint answers if all is well. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Gives {
  /** The body. */
  Body value() default Body.NONE;

  int status() default 200;

  /** Whether the request becomes an operation, so that it can wait and be rehearsed. */
  boolean operation() default false;
}
