package io.clinker.rules;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The main code of all modules, as sources and as classes. */
final class Project {
  /** From the lowest to the highest; each may use those before it. */
  static final List<String> MODULES = List.of("drivers", "activities", "workflows", "server");

  private static final Path ROOT = root();
  private static final Map<String, JavaClasses> CLASSES_OF =
      MODULES.stream().collect(Collectors.toMap(module -> module, Project::imported));
  private static final JavaClasses CLASSES = imported(MODULES.toArray(String[]::new));
  private static final List<Source> SOURCES = sources();

  private Project() {}

  /** One source file. */
  record Source(Path path, String text) {
    /** Without comments, strings and characters; lines keep their numbers. */
    String code() {
      return SourceText.withoutCommentsAndStrings(text);
    }

    /** Without comments. */
    String codeAndStrings() {
      return SourceText.withoutComments(text);
    }

    String module() {
      return path.getName(0).toString();
    }

    /** As a package and a class are written. */
    String className() {
      Path inside = path.subpath(4, path.getNameCount());
      String name = inside.toString().replace('/', '.');
      return name.substring(0, name.length() - ".java".length());
    }

    int lines() {
      return (int) text.lines().count();
    }
  }

  /** The folder of the parent POM. */
  static Path folder() {
    return ROOT;
  }

  /** Every class of the main code. */
  static JavaClasses classes() {
    return CLASSES;
  }

  /** The classes of one module. */
  static JavaClasses classesOf(String module) {
    return CLASSES_OF.get(module);
  }

  /** Every Java file of the main code; paths begin with the module. */
  static List<Source> mainSources() {
    return SOURCES;
  }

  private static JavaClasses imported(String... modules) {
    return new ClassFileImporter()
        .importPaths(
            Arrays.stream(modules)
                .map(module -> ROOT.resolve(module).resolve("target/classes"))
                .toList());
  }

  private static List<Source> sources() {
    List<Source> found = new ArrayList<>();
    for (String module : MODULES) {
      Path folder = ROOT.resolve(module).resolve("src/main/java");
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file :
            files.filter(each -> each.toString().endsWith(".java")).sorted().toList()) {
          found.add(new Source(ROOT.relativize(file), Files.readString(file)));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return List.copyOf(found);
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (here != null && !Files.isDirectory(here.resolve("drivers/src/main/java"))) {
      here = here.getParent();
    }
    if (here == null) {
      throw new IllegalStateException("not started inside the project");
    }
    return here;
  }
}
