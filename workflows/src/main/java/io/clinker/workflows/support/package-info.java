/** The frame that every workflow stands in. */
@NullMarked
package io.clinker.workflows.support;

import org.jspecify.annotations.NullMarked;
