/** One workflow type per operation: admit, steps, settle. */
@NullMarked
package io.clinker.workflows;

import org.jspecify.annotations.NullMarked;
