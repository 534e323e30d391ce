/** What a storage driver promises. */
@NullMarked
package io.clinker.driver;

import org.jspecify.annotations.NullMarked;
