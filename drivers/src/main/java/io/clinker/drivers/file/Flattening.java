package io.clinker.drivers.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the image of a volume stand alone, without the layers that it shares with others. */
final class Flattening {
  static final String FLATTEN = "flatten";

  private final Qcow2Images qcow2;
  private final Layers layers;
  private final QemuImg qemuImg;
  private final Backend backend;
  private final Durability durability;
  private final PausePoints pauses;

  Flattening(
      Qcow2Images qcow2,
      Layers layers,
      QemuImg qemuImg,
      Backend backend,
      Durability durability,
      PausePoints pauses) {
    this.qcow2 = qcow2;
    this.layers = layers;
    this.qemuImg = qemuImg;
    this.backend = backend;
    this.durability = durability;
    this.pauses = pauses;
  }

  /** Does nothing if it stands alone already. The volume is not exported. */
  void of(Work work, StoredVolume volume) throws IOException {
    Path image = volume.image();
    if (!volume.manifest().format().equals(Qcow2Images.WORD)
        || Qcow2Header.read(image).backing().isEmpty()) {
      return;
    }
    work.context().observed("present, on layers that others share");
    backend.requireSpace(qemuImg.allocated(image, Qcow2Images.WORD));
    Path alone = volume.at().privateName("." + Qcow2Images.WORD);
    pauses.at(FLATTEN);
    qemuImg.convert(image, Qcow2Images.WORD, alone, Qcow2Images.WORD, work.progress());
    durability.file(alone);
    // The old image gets a second name first, so that what it refers to is let go of afterwards.
    Path old = volume.at().privateName("." + Qcow2Images.WORD);
    Files.createLink(old, image);
    qcow2.put(volume, alone);
    layers.discard(old);
  }
}
