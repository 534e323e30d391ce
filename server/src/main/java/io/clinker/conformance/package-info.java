/**
 * What others wrote to tell whether a block storage service is one, run against a scratch
 * installation.
 */
@NullMarked
package io.clinker.conformance;

import org.jspecify.annotations.NullMarked;
