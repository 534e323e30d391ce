/** Clients that work on the API as careful clients do, and write down what they did and saw. */
@NullMarked
package io.clinker.load;

import org.jspecify.annotations.NullMarked;
