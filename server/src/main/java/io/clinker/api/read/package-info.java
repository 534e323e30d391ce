/** What the API reads from the database. */
@NullMarked
package io.clinker.api.read;

import org.jspecify.annotations.NullMarked;
