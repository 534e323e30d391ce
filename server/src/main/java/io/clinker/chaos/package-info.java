/**
 * Real processes, hit at random or at a chosen line: scratch installations, the kill run, the
 * engine run and the crash matrix.
 */
@NullMarked
package io.clinker.chaos;

import org.jspecify.annotations.NullMarked;
