/** Serving raw volumes over iSCSI by one tgtd per backend and host. */
@NullMarked
package io.clinker.export.iscsi;

import org.jspecify.annotations.NullMarked;
