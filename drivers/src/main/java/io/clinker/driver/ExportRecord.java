package io.clinker.driver;

/**
 * An export that the database says must be there.
 *
 * @param request as it was when the export was made
 * @param attachmentFence the fence in the attachment's row; an object whose mark has a higher fence
 *     is no longer ours to restore
 * @param connection what the host was told: address, port, name and secret must be the same again
 */
public record ExportRecord(
    ConnectRequest request, long attachmentFence, ConnectionInfo connection) {}
