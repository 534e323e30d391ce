/** Clients against each other on real parts: what may happen is what the catalogue allows. */
@NullMarked
package io.clinker.races;

import org.jspecify.annotations.NullMarked;
