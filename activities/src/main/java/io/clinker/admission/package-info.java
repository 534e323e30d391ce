/** The transactions that decide: admit, turn, supersede, settle; quota, capacity and pins. */
@NullMarked
package io.clinker.admission;

import org.jspecify.annotations.NullMarked;
