/** The ten invariants as code: what must hold of an installation whatever happened to it. */
@NullMarked
package io.clinker.oracle;

import org.jspecify.annotations.NullMarked;
