/** The rules that keep the code as it was meant, each with its reason. */
@NullMarked
package io.clinker.rules;

import org.jspecify.annotations.NullMarked;
