/** Measuring: the service, and the bare engine beside it. */
@NullMarked
package io.clinker.bench;

import org.jspecify.annotations.NullMarked;
