package io.clinker.drivers.file;

import io.clinker.driver.ObservedVolume;
import io.clinker.export.LiveVolume;
import java.nio.file.Path;

/** A volume where it lies under one mark. */
record StoredVolume(SealedObject at, VolumeManifest manifest) {
  /** The file name of an image of this format. */
  static String imageName(String format) {
    return "data." + format;
  }

  Path image() {
    return at.live().resolve(imageName(manifest.format()));
  }

  LiveVolume asLive() {
    return new LiveVolume(manifest.volume(), image(), manifest.format());
  }

  ObservedVolume observed() {
    return new ObservedVolume(manifest.volume(), manifest.size(), manifest.format(), at.mark());
  }
}
