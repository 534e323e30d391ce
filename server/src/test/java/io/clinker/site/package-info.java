/** Whole installations on this machine for tests: real engine, database, nodes and an array. */
@NullMarked
package io.clinker.site;

import org.jspecify.annotations.NullMarked;
