package io.clinker.api.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The policy rules of an endpoint: it asks at least one of them before it does or tells anything,
 * and no other. {@link PolicyGuard} holds it to that; a build whose endpoint has neither this nor
 * {@link AsksNothing} fails.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Asks {
  Rule[] value();
}
