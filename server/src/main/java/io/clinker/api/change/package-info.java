/** Requests that change something: operations through the gateway, and direct edits of rows. */
@NullMarked
package io.clinker.api.change;

import org.jspecify.annotations.NullMarked;
