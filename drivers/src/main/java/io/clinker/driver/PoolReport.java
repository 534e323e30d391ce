package io.clinker.driver;

import io.clinker.model.Size;

/**
 * What a backend says of one pool at this moment. Only corrects the ledger, which lives in the
 * database.
 *
 * @param total all space
 * @param free space not yet written
 */
public record PoolReport(String pool, Size total, Size free) {}
