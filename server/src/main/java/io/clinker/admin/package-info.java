/** Metrics and health, on the admin port. */
@NullMarked
package io.clinker.admin;

import org.jspecify.annotations.NullMarked;
