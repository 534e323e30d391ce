/** Paging, sorting and filtering of lists. */
@NullMarked
package io.clinker.api.list;

import org.jspecify.annotations.NullMarked;
