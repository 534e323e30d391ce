package io.clinker.drivers.file;

import io.clinker.driver.ForeignReference;
import io.clinker.driver.ManageableObject;
import io.clinker.driver.ObservedVolume;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Takes foreign images over as volumes and lets volumes go. An image is moved by one rename, from
 * or to a path that bears the mark: one of several takers gets it, and a late one gets nothing.
 */
final class ManageSteps {
  static final String TAKE = "take-image";
  static final String LET_GO = "let-image-go";

  private final ForeignImages images;
  private final Flattening flattening;
  private final Catalog catalog;
  private final ServingExporters exporters;
  private final Durability durability;
  private final PausePoints pauses;

  /** What all steps on volumes need. */
  record Storage(
      Catalog catalog, ServingExporters exporters, Durability durability, PausePoints pauses) {}

  ManageSteps(ForeignImages images, Flattening flattening, Storage storage) {
    this.images = images;
    this.flattening = flattening;
    this.catalog = storage.catalog();
    this.exporters = storage.exporters();
    this.durability = storage.durability();
    this.pauses = storage.pauses();
  }

  List<ManageableObject> list(List<ObservedVolume> ours) throws IOException {
    List<ManageableObject> found = new ArrayList<>(images.list());
    for (ObservedVolume volume : ours) {
      found.add(
          ManageableObject.managed(
              ForeignReference.named(nameOf(volume.id(), volume.format())),
              volume.size(),
              volume.id().value()));
    }
    return found;
  }

  /**
   * @param at where the volume that takes it is, if it was ever sealed
   */
  Optional<ManageableObject> find(Optional<SealedObject> at, ForeignReference reference)
      throws IOException {
    if (at.isPresent()) {
      Optional<StoredVolume> present = catalog.volumeAt(at.get());
      if (present.isPresent()) {
        return Optional.of(
            new ManageableObject(reference, present.get().manifest().size(), null, null, null));
      }
      Optional<Taken> taken = Taken.in(at.get());
      if (taken.isPresent() && Files.exists(taken.get().image())) {
        return Optional.of(images.look(taken.get().origin(), taken.get().image()));
      }
    }
    return images.find(reference);
  }

  ObservedVolume manage(Work work, VolumeId volume, ForeignReference reference) throws IOException {
    SealedObject at = work.held(volume.ref());
    Optional<StoredVolume> present = catalog.volumeAt(at);
    if (present.isPresent()) {
      work.context().observed("taken over already");
      String origin = present.get().manifest().origin();
      if (origin == null) {
        throw mismatch("the volume exists and was not taken over", volume.toString());
      }
      return present.get().observed();
    }
    Optional<Taken> begun = Taken.in(at).filter(taken -> Files.exists(taken.image()));
    Taken taken = begun.isPresent() ? begun.get() : take(work, at, volume, reference);
    // Looked at again where nobody else finds it any more.
    requireSafe(images.look(taken.origin(), taken.image()));
    catalog.publish(at, at.taken(), VolumeManifest.NAME);
    return VolumeSteps.require(catalog.volumeAt(at), volume.ref()).observed();
  }

  private Taken take(Work work, SealedObject at, VolumeId volume, ForeignReference reference)
      throws IOException {
    ManageableObject found =
        images
            .find(reference)
            .orElseThrow(
                () ->
                    new ClinkerException(
                        ErrorCode.OBJECT_MISSING,
                        "there is no image of this name",
                        Map.of("reference", String.valueOf(reference.name()))));
    requireSafe(found);
    String name = Objects.requireNonNull(found.reference().name());
    String format = ForeignImages.format(name).orElseThrow();
    images.requireClosed(images.at(name), format);
    work.context().observed("foreign, with " + found.size().bytes() + " bytes");
    work.context().progress(0, 1); // The last moment to be stopped before anything is taken.
    catalog.clearLeftovers(at);
    try {
      Files.createDirectory(at.taken());
    } catch (FileAlreadyExistsException e) {
      // An attempt before this one came as far.
      Files.deleteIfExists(at.taken().resolve(VolumeManifest.NAME));
    }
    Path manifest = at.taken().resolve(VolumeManifest.NAME);
    Catalog.write(manifest, VolumeManifest.takenFrom(name, volume, found.size(), format));
    durability.file(manifest);
    durability.directories(at.taken(), at.directory());
    Taken taken = Taken.in(at).orElseThrow();
    pauses.at(TAKE);
    Files.move(images.at(name), taken.image(), StandardCopyOption.ATOMIC_MOVE);
    durability.directories(at.taken(), images.folder());
    return taken;
  }

  /** Returns whether there was something to give back. */
  boolean giveBack(Work work, VolumeId volume) throws IOException {
    SealedObject at = work.held(volume.ref());
    Optional<StoredVolume> present = catalog.volumeAt(at);
    Optional<Taken> taken = Taken.in(at);
    if (present.isPresent()) {
      VolumeManifest manifest = present.get().manifest();
      String origin = manifest.origin();
      if (origin == null) {
        throw mismatch("the volume exists and was not taken over", volume.toString());
      }
      work.context().observed("taken over");
      letGo(present.get().image(), freeName(origin, volume, manifest.format()));
    } else if (taken.isPresent() && Files.exists(taken.get().image())) {
      work.context().observed("being taken over");
      letGo(taken.get().image(), freeName(taken.get().origin(), volume, taken.get().format()));
    } else {
      work.context().observed("not taken over");
    }
    forget(at);
    return present.isPresent() || taken.isPresent();
  }

  /** Returns whether there was one. */
  boolean unmanage(Work work, VolumeId volume) throws IOException {
    SealedObject at = work.held(volume.ref());
    Optional<StoredVolume> present = catalog.volumeAt(at);
    work.context().observed(present.isPresent() ? "present" : "absent");
    catalog.clearLeftovers(at);
    if (present.isPresent()) {
      String name = nameOf(volume, present.get().manifest().format());
      if (isThere(name)) {
        throw mismatch("something else lies under the name that the volume would get", name);
      }
      pauses.at(VolumeSteps.CUT);
      exporters.cutAll(present.get());
      flattening.of(work, present.get());
      letGo(present.get().image(), name);
    }
    forget(at);
    Files.deleteIfExists(at.intent());
    return present.isPresent();
  }

  /** Under this name nobody but the volume's own image lies, since the id is in it. */
  private static String nameOf(VolumeId volume, String format) {
    return "volume-" + volume + "." + format;
  }

  /** The name that it had, or its own if something else lies there by now. */
  private String freeName(String origin, VolumeId volume, String format) {
    return isThere(origin) ? nameOf(volume, format) : origin;
  }

  private boolean isThere(String name) {
    return Files.exists(images.at(name), LinkOption.NOFOLLOW_LINKS);
  }

  private void letGo(Path image, String name) throws IOException {
    try {
      OwnerOnly.directory(images.folder());
    } catch (FileAlreadyExistsException e) {
      // As it should be.
      durability.directories(images.folder());
    }
    pauses.at(LET_GO);
    Files.move(image, images.at(name), StandardCopyOption.ATOMIC_MOVE);
    durability.directories(images.folder());
  }

  /** Removes what is left where an image was. */
  private void forget(SealedObject at) throws IOException {
    if (catalog.volumeAt(at).isEmpty()) {
      catalog.withdraw(at);
    }
    if (Files.isDirectory(at.taken())) {
      Files.deleteIfExists(at.taken().resolve(VolumeManifest.NAME));
      Files.deleteIfExists(at.taken());
    }
  }

  private static void requireSafe(ManageableObject found) {
    String reason = found.notSafe();
    if (reason != null) {
      throw mismatch("it is not safe to take this over: " + reason, "" + found.reference().name());
    }
  }

  private static ClinkerException mismatch(String message, String object) {
    return new ClinkerException(ErrorCode.OBJECT_MISMATCH, message, Map.of("object", object));
  }

  /** What a manifest says of an image that is being taken. */
  private record Taken(String origin, String format, Path image) {
    static Optional<Taken> in(SealedObject at) throws IOException {
      return Catalog.read(at.taken().resolve(VolumeManifest.NAME), VolumeManifest.class)
          .flatMap(
              manifest ->
                  Optional.ofNullable(manifest.origin())
                      .map(
                          origin ->
                              new Taken(
                                  origin,
                                  manifest.format(),
                                  at.taken().resolve(StoredVolume.imageName(manifest.format())))));
    }
  }
}
