package io.clinker.cases;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The cases of the catalogue of failures that a test shows to be borne. */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.SOURCE)
public @interface Shows {
  /** Their numbers in {@code cases/cases.txt}. */
  String[] value();
}
