/** A real database for tests, and rows to fill it with. */
@NullMarked
package io.clinker.store.testing;

import org.jspecify.annotations.NullMarked;
