/**
 * What every driver must do, as tests: a driver's own test class only extends {@link
 * io.clinker.contract.DriverContract} and says how its testbed is made.
 */
@NullMarked
package io.clinker.contract;

import org.jspecify.annotations.NullMarked;
