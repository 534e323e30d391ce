package io.clinker.store;

import io.clinker.driver.Capability;
import io.clinker.driver.SerialSection;
import io.clinker.model.StorageProtocol;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A row of {@code backend}: what its nodes said of it when they started. */
public record BackendRow(
    String name,
    String driver,
    String vendor,
    String driverVersion,
    String availabilityZone,
    StorageProtocol defaultProtocol,
    Set<StorageProtocol> protocols,
    Set<Capability> capabilities,
    Set<SerialSection> serialSections,
    boolean hostBound,
    boolean disabled,
    @Nullable String disabledReason,
    boolean frozen,
    Instant createdAt,
    Instant updatedAt) {}
