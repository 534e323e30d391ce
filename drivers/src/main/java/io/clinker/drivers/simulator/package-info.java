/**
 * The {@code simulator} driver: an array in memory or in a process of its own, with faults that are
 * set from outside and a log of every call, from which the order of accepted tokens is proven.
 *
 * <pre>
 * java -cp ... io.clinker.drivers.simulator.SimulatorServer --port 9700 --state array.state --pool pool:100
 * curl -X POST localhost:9700/admin/faults -d '{"fault": {"fault": "delay", "milliseconds": 2000, "at": "MIDDLE"}, "calls": ["createVolume"], "times": 3}'
 * curl -X POST localhost:9700/admin/faults -d '{"fault": {"fault": "down"}, "node": "node-2"}'
 * curl -X DELETE localhost:9700/admin/faults/1
 * curl localhost:9700/admin/log?from=1
 * curl localhost:9700/admin/violations
 * </pre>
 */
@NullMarked
package io.clinker.drivers.simulator;

import org.jspecify.annotations.NullMarked;
