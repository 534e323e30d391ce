/** The activities that workflows call. */
@NullMarked
package io.clinker.steps;

import org.jspecify.annotations.NullMarked;
