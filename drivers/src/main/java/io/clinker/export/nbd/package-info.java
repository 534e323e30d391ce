/** Serving volumes over NBD by one qemu-storage-daemon per exported volume. */
@NullMarked
package io.clinker.export.nbd;

import org.jspecify.annotations.NullMarked;
