/** Running the host's own tools: argument lists only, with limits, never outliving their caller. */
@NullMarked
package io.clinker.exec;

import org.jspecify.annotations.NullMarked;
