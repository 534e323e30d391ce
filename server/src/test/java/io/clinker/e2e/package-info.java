/** A whole installation, its clients and its bytes, seen from outside only. */
@NullMarked
package io.clinker.e2e;

import org.jspecify.annotations.NullMarked;
