package io.clinker.driver;

import io.clinker.model.AttachmentId;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;

/**
 * One export as the serving daemon has it now.
 *
 * @param clients connections open at this moment
 */
public record ObservedExport(
    AttachmentId attachment, VolumeId volume, StorageProtocol protocol, int clients) {}
