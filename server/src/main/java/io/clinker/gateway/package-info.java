/** The way of a request from the API into the engine. */
@NullMarked
package io.clinker.gateway;

import org.jspecify.annotations.NullMarked;
