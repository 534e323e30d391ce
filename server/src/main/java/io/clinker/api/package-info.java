/** The HTTP API: what it is made of, and how its parts are registered. */
@NullMarked
package io.clinker.api;

import org.jspecify.annotations.NullMarked;
