/** Compares what backends hold with what rows say. */
@NullMarked
package io.clinker.findings;

import org.jspecify.annotations.NullMarked;
