package io.clinker.api.description;

import io.clinker.api.http.Since;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** One action of an endpoint: the one member of the body names it. */
@Retention(RetentionPolicy.RUNTIME)
@Target({})
public @interface Act {
  String value();

  /** The name of the constant that the value is read by; default: any value will do. */
  String takes() default "";

  /** The class that has it; default: that of the endpoint. */
  Class<?> in() default Void.class;

  /** Whether no value is as good as an empty object. */
  boolean lenient() default false;

  /** The version that brought it, if not the first. */
  Since[] since() default {};

  /** The body of the answer. */
  Body gives() default Body.NONE;

  int status() default 202;

  /** Whether it becomes an operation. */
  boolean operation() default false;
}
