/** Request bodies as data. */
@NullMarked
package io.clinker.api.schema;

import org.jspecify.annotations.NullMarked;
