/**
 * Many short schedules of operations and faults, one seed each, on an engine in this process whose
 * clock is moved on whenever nothing is under way: what takes an hour takes milliseconds.
 */
@NullMarked
package io.clinker.simulation;

import org.jspecify.annotations.NullMarked;
