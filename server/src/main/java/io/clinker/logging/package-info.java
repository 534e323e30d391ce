/** How log lines are written. */
@NullMarked
package io.clinker.logging;

import org.jspecify.annotations.NullMarked;
