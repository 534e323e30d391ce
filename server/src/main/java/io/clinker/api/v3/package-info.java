/** The block storage API, one class per resource. */
@NullMarked
package io.clinker.api.v3;

import org.jspecify.annotations.NullMarked;
