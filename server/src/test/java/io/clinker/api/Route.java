package io.clinker.api;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * One line of the route table, which is read from the resources.
 *
 * @param path below {@code /v3}, empty for what is not
 */
public record Route(String verb, String path, JavaMethod method) {
  /** All of them. */
  public static List<Route> all() {
    return new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.clinker.api")
            .stream()
            .flatMap(each -> each.getMethods().stream())
            .flatMap(Route::of)
            .sorted(Comparator.comparing(Route::path).thenComparing(Route::verb))
            .toList();
  }

  private static Stream<Route> of(JavaMethod method) {
    return method.getAnnotations().stream()
        .map(annotation -> annotation.getRawType())
        .filter(type -> type.isAnnotatedWith(HttpMethod.class))
        .flatMap(
            type ->
                pathsOf(method)
                    .map(
                        path ->
                            new Route(
                                type.getAnnotationOfType(HttpMethod.class).value(), path, method)));
  }

  /** A class without a path of its own has its methods at the paths of its subclasses. */
  private static Stream<String> pathsOf(JavaMethod method) {
    JavaClass owner = method.getOwner();
    Stream<JavaClass> places =
        owner.isAnnotatedWith(Path.class) ? Stream.of(owner) : owner.getSubclasses().stream();
    String inner =
        method.tryGetAnnotationOfType(Path.class).map(path -> "/" + path.value()).orElse("");
    return places
        .flatMap(place -> place.tryGetAnnotationOfType(Path.class).stream())
        .map(path -> (path.value() + inner).replace("//", "/").replaceFirst("^/v3(?=/.)", ""));
  }

  /** The first word of the path. */
  public String resource() {
    return path.split("/", -1)[1];
  }

  public boolean namesSomething() {
    return path.contains("{");
  }

  @Override
  public String toString() {
    return verb + " " + path;
  }
}
