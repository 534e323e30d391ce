/** The tables and their rows. */
@NullMarked
package io.clinker.store;

import org.jspecify.annotations.NullMarked;
