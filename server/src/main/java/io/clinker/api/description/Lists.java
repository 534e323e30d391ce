package io.clinker.api.description;

import io.clinker.api.list.Listing;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The {@link Listing} by which an endpoint pages, sorts and filters. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Lists {
  /** The name of the constant. */
  String value();

  /** The class that has it; default: that of the endpoint. */
  Class<?> in() default Void.class;
}
