package io.clinker.drivers.file;

import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.driver.Driver;
import io.clinker.driver.DriverDescription;
import io.clinker.driver.ExportRecord;
import io.clinker.driver.ForeignReference;
import io.clinker.driver.Inventory;
import io.clinker.driver.ManageableObject;
import io.clinker.driver.ObservedSnapshot;
import io.clinker.driver.ObservedVolume;
import io.clinker.driver.PoolReport;
import io.clinker.driver.RestoredExports;
import io.clinker.driver.StepContext;
import io.clinker.driver.VolumeSource;
import io.clinker.exec.CommandRunner;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Volumes as image files in a directory; see the package for how tokens are enforced. */
final class FileDriver implements Driver {
  private final DriverDescription description;
  private final String pool;
  private final Backend backend;
  private final Faults faults;
  private final ObjectTree tree;
  private final Catalog catalog;
  private final VolumeSteps volumes;
  private final SnapshotSteps snapshots;
  private final Exports exports;
  private final ManageSteps managing;
  private final Housekeeping housekeeping;
  private final CommandRunner runner;

  FileDriver(FileOptions options, ServingExporters exporters, PausePoints pauses) {
    runner = new CommandRunner();
    pool = options.pool();
    backend = new Backend(options.directory());
    faults = new Faults(backend);
    Durability durability = new Durability(options.sync());
    TokenLog log = new TokenLog(options.directory(), options.tokenLog());
    QemuImg qemuImg = new QemuImg(runner, options.copyLimit());
    tree = new ObjectTree(backend.objects(), log, durability, pauses);
    Layers layers = new Layers(backend.layers(), qemuImg, options.layerGrace(), pauses);
    catalog = new Catalog(tree, layers, durability, pauses);
    Reflink reflink = new Reflink(options.directory(), qemuImg);
    Copier copier = new Copier(backend, qemuImg, exporters, reflink, durability, pauses);
    Qcow2Images qcow2 = new Qcow2Images(qemuImg, layers, exporters, durability, pauses);
    ImageFormats formats =
        new ImageFormats(options.format(), new RawImages(qemuImg, copier), qcow2);
    volumes = new VolumeSteps(catalog, formats, copier, exporters, pauses);
    snapshots = new SnapshotSteps(catalog, formats, qcow2, layers, pauses);
    managing =
        new ManageSteps(
            new ForeignImages(backend, qemuImg),
            new Flattening(qcow2, layers, qemuImg, backend, durability, pauses),
            new ManageSteps.Storage(catalog, exporters, durability, pauses));
    exports = new Exports(tree, catalog, exporters, faults, pauses);
    housekeeping =
        new Housekeeping(backend, tree, catalog, layers, exporters, options.tombstoneAge());
    description = FileDescription.of(options, exporters);
  }

  @Override
  public DriverDescription description() {
    return description;
  }

  @Override
  public List<PoolReport> pools() {
    return reading(
        () -> {
          if (!backend.isWritable()) {
            throw new ClinkerException(
                ErrorCode.BACKEND_UNAVAILABLE,
                "the backend's directory cannot be written",
                Map.of("directory", backend.root().toString()));
          }
          return List.of(new PoolReport(pool, backend.total(), backend.free()));
        });
  }

  @Override
  public void seal(StepContext context, List<ResourceRef> objects) {
    reading(
        () -> {
          for (ResourceRef object : objects) {
            tree.seal(object, context.token().markFor(object));
          }
          return objects;
        });
  }

  @Override
  public Optional<ObservedVolume> observeVolume(VolumeId volume) {
    return reading(() -> catalog.find(volume).map(StoredVolume::observed));
  }

  @Override
  public Optional<ObservedSnapshot> observeSnapshot(SnapshotId snapshot) {
    return reading(() -> catalog.find(snapshot).map(StoredSnapshot::observed));
  }

  @Override
  public ObservedVolume createVolume(
      StepContext context, VolumeId volume, Size size, VolumeSource source) {
    return changing(context, work -> volumes.create(work, volume, size, source));
  }

  @Override
  public void deleteVolume(StepContext context, VolumeId volume) {
    changing(context, work -> volumes.delete(work, volume));
  }

  @Override
  public ObservedVolume extendVolume(StepContext context, VolumeId volume, Size size) {
    return changing(context, work -> volumes.extend(work, volume, size));
  }

  @Override
  public ObservedSnapshot createSnapshot(
      StepContext context, SnapshotId snapshot, VolumeId volume) {
    return changing(context, work -> snapshots.create(work, snapshot, volume));
  }

  @Override
  public void deleteSnapshot(StepContext context, SnapshotId snapshot, VolumeId volume) {
    changing(context, work -> snapshots.delete(work, snapshot));
  }

  @Override
  public ObservedVolume revertVolume(StepContext context, VolumeId volume, SnapshotId snapshot) {
    return changing(context, work -> snapshots.revert(work, volume, snapshot));
  }

  @Override
  public ConnectionInfo connect(StepContext context, ConnectRequest request) {
    return changing(context, work -> exports.connect(work, request));
  }

  @Override
  public void disconnect(StepContext context, AttachmentId attachment, VolumeId volume) {
    changing(context, work -> exports.disconnect(work, attachment, volume));
  }

  @Override
  public RestoredExports restoreExports(List<ExportRecord> wanted) {
    return reading(() -> exports.restore(wanted));
  }

  @Override
  public Inventory inventory() {
    return reading(housekeeping::inventory);
  }

  @Override
  public List<ManageableObject> manageableVolumes() {
    return reading(() -> managing.list(housekeeping.inventory().volumes()));
  }

  @Override
  public Optional<ManageableObject> findManageable(VolumeId volume, ForeignReference reference) {
    return reading(() -> managing.find(tree.find(volume.ref()), reference));
  }

  @Override
  public ObservedVolume manageVolume(
      StepContext context, VolumeId volume, ForeignReference reference) {
    return changing(context, work -> managing.manage(work, volume, reference));
  }

  @Override
  public void giveBackVolume(StepContext context, VolumeId volume) {
    changing(context, work -> managing.giveBack(work, volume));
  }

  @Override
  public void unmanageVolume(StepContext context, VolumeId volume) {
    changing(context, work -> managing.unmanage(work, volume));
  }

  @Override
  public List<String> sweep(Duration minimumAge) {
    return reading(() -> housekeeping.sweep(minimumAge));
  }

  @Override
  public void close() {
    runner.close();
  }

  private <T> T reading(Call<T> call) {
    try {
      backend.require();
      return call.run();
    } catch (IOException | RuntimeException e) {
      throw faults.of(e, List.of());
    }
  }

  private <T> T changing(StepContext context, Change<T> change) {
    List<SealedObject> held = List.of();
    try {
      backend.require();
      held = tree.sealAll(context.token());
      return change.run(new Work(context, held));
    } catch (IOException | RuntimeException e) {
      throw faults.of(e, held);
    }
  }

  /** Something that reads the storage. */
  private interface Call<T> {
    T run() throws IOException;
  }

  /** Something that changes sealed objects. */
  private interface Change<T> {
    T run(Work work) throws IOException;
  }
}
