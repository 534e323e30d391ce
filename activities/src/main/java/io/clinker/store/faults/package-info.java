/** A database that goes wrong on purpose, for tests and for the simulation. */
@NullMarked
package io.clinker.store.faults;

import org.jspecify.annotations.NullMarked;
