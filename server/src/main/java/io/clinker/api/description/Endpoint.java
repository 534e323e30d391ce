package io.clinker.api.description;

import io.clinker.api.http.Available;
import io.clinker.api.http.Since;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One method at one path.
 *
 * @param resource what has the method; its class may have inherited it
 * @param verb of HTTP, in lower case
 * @param path below the version and the project, or of the root
 * @param atRoot whether there is no version before the path
 */
record Endpoint(Object resource, Method method, String verb, String path, boolean atRoot) {
  private static final String VERSION = "/v3/";

  /** The endpoints of resources as the router has them, in the order of their paths. */
  static List<Endpoint> of(List<Object> resources) {
    return resources.stream()
        .flatMap(
            resource ->
                Arrays.stream(resource.getClass().getMethods())
                    .flatMap(method -> of(resource, method)))
        .sorted(
            Comparator.comparing(Endpoint::atRoot)
                .reversed()
                .thenComparing(Endpoint::path)
                .thenComparing(Endpoint::verb))
        .toList();
  }

  private static Stream<Endpoint> of(Object resource, Method method) {
    return Arrays.stream(method.getAnnotations())
        .flatMap(
            annotation ->
                Stream.ofNullable(annotation.annotationType().getAnnotation(HttpMethod.class)))
        .map(
            verb -> {
              Path outer = resource.getClass().getAnnotation(Path.class);
              Path inner = method.getAnnotation(Path.class);
              String path =
                  ((outer == null ? "" : outer.value())
                          + (inner == null ? "" : "/" + inner.value()))
                      .replace("//", "/");
              boolean versioned = path.startsWith(VERSION) && !path.equals(VERSION);
              return new Endpoint(
                  resource,
                  method,
                  verb.value().toLowerCase(Locale.ROOT),
                  versioned ? path.substring(VERSION.length() - 1) : path,
                  !versioned);
            });
  }

  /** The version that brought it. */
  Optional<Since> since() {
    return annotation(Available.class)
        .or(() -> Optional.ofNullable(resource.getClass().getAnnotation(Available.class)))
        .map(Available::value);
  }

  <A extends Annotation> Optional<A> annotation(Class<A> type) {
    return Optional.ofNullable(method.getAnnotation(type));
  }

  /** Whether it is no part of Cinder's API. */
  boolean beyondCinder() {
    return resource.getClass().isAnnotationPresent(BeyondCinder.class);
  }

  boolean changes() {
    return !verb.equals("get");
  }

  /** Unique in the document. */
  String id() {
    return resource.getClass().getSimpleName().replaceFirst("Resource$", "")
        + "."
        + method.getName();
  }

  /** A constant that an annotation names. */
  <T> T constant(String name, Class<?> in, Class<T> type) {
    try {
      Field field = (in == Void.class ? method.getDeclaringClass() : in).getDeclaredField(name);
      field.setAccessible(true);
      return type.cast(field.get(null));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(method + " names a constant that is not there: " + name, e);
    }
  }
}
