/**
 * The {@code simulator} driver: an array in memory or in a process of its own, with faults that are
 * set from outside and a log of every call, from which the order of accepted tokens is proven.
 */
@NullMarked
package io.clinker.drivers.simulator;

import org.jspecify.annotations.NullMarked;
