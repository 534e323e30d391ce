/** Clinker's own API: the operations. */
@NullMarked
package io.clinker.api.operations;

import org.jspecify.annotations.NullMarked;
