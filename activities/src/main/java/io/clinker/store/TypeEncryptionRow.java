package io.clinker.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code volume_type_encryption}: how volumes of a type are to be encrypted.
 *
 * @param provider the class or format that hosts use, "luks" for instance
 * @param controlLocation "front-end" (the host encrypts) or "back-end"
 * @param keySize in bits
 */
public record TypeEncryptionRow(
    String volumeTypeId,
    String id,
    String provider,
    String controlLocation,
    @Nullable String cipher,
    @Nullable Integer keySize,
    Instant createdAt,
    @Nullable Instant updatedAt) {}
