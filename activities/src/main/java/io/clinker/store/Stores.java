package io.clinker.store;

/** All stores; they hold nothing, every method is given the connection it works on. */
public record Stores(
    VolumeStore volumes,
    SnapshotStore snapshots,
    AttachmentStore attachments,
    OperationStore operations,
    PinStore pins,
    IntentStore intents,
    TypeStore types,
    QuotaStore quotas,
    QuotaUseStore quotaUses,
    PoolStore pools,
    NodeStore nodes,
    MessageStore messages,
    IdempotencyStore keys,
    FindingStore findings,
    ObservationStore observations,
    HoldingsStore holdings,
    TypeEncryptionStore encryptions,
    DefaultTypeStore defaultTypes,
    QosSpecsStore qosSpecs,
    GroupTypeStore groupTypes,
    TransferStore transfers,
    GroupStore groups,
    GroupSnapshotStore groupSnapshots) {
  public static Stores create() {
    return new Stores(
        new VolumeStore(),
        new SnapshotStore(),
        new AttachmentStore(),
        new OperationStore(),
        new PinStore(),
        new IntentStore(),
        new TypeStore(),
        new QuotaStore(),
        new QuotaUseStore(),
        new PoolStore(),
        new NodeStore(),
        new MessageStore(),
        new IdempotencyStore(),
        new FindingStore(),
        new ObservationStore(),
        new HoldingsStore(),
        new TypeEncryptionStore(),
        new DefaultTypeStore(),
        new QosSpecsStore(),
        new GroupTypeStore(),
        new TransferStore(),
        new GroupStore(),
        new GroupSnapshotStore());
  }
}
