package io.clinker.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Every file of a folder with what any write to it changes, so that two looks can be compared. */
record StorageState(Map<String, String> files) {
  StorageState {
    files = Map.copyOf(files);
  }

  static StorageState of(Path folder) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        try {
          found.put(
              folder.relativize(file).toString(),
              Files.readAttributes(file, "unix:ino,size,ctime", LinkOption.NOFOLLOW_LINKS)
                  .toString());
        } catch (NoSuchFileException gone) {
          // Gone between the look at the folder and the look at the file.
          continue;
        }
      }
    }
    return new StorageState(found);
  }

  /** The files that are not as they were. */
  Set<String> changedSince(StorageState before) {
    Set<String> changed = new TreeSet<>();
    files.forEach(
        (file, facts) -> {
          if (!facts.equals(before.files.get(file))) {
            changed.add(file);
          }
        });
    before.files.keySet().stream().filter(file -> !files.containsKey(file)).forEach(changed::add);
    return changed;
  }
}
