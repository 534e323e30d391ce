package io.clinker.drivers.file;

import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** Sparse files; copies share bytes where the file system can. */
final class RawImages implements ImageFormat {
  static final String WORD = "raw";
  private final QemuImg qemuImg;
  private final Copier copier;

  RawImages(QemuImg qemuImg, Copier copier) {
    this.qemuImg = qemuImg;
    this.copier = copier;
  }

  @Override
  public String word() {
    return WORD;
  }

  @Override
  public void createBlank(Path image, Size size) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(size.bytes());
    }
  }

  @Override
  public void grow(Path image, Size size) {
    qemuImg.growRaw(image, size);
  }

  @Override
  public void prepareSnapshot(Work work, Path prepared, StoredVolume source, SnapshotId snapshot)
      throws IOException {
    VolumeManifest volume = source.manifest();
    Path image = prepared.resolve(StoredVolume.imageName(WORD));
    copier.copyAsOfNow(work, source, image, WORD, volume.size());
    Catalog.write(
        prepared.resolve(SnapshotManifest.NAME),
        new SnapshotManifest(snapshot, volume.volume(), volume.size(), WORD, null));
  }

  @Override
  public void prepareFrom(Work work, Path image, StoredSnapshot source, Size size)
      throws IOException {
    copier.copy(work, source.image(), WORD, image, WORD, size);
  }

  @Override
  public void prepareFrom(
      Work work, SealedObject target, Path image, StoredVolume source, Size size)
      throws IOException {
    copier.copyAsOfNow(work, source, image, WORD, size);
  }
}
