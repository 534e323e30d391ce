/** The service: an application that wires the roles of one node together. */
@NullMarked
package io.clinker;

import org.jspecify.annotations.NullMarked;
