/** The catalogue of failures and the tests that show them. */
@NullMarked
package io.clinker.cases;

import org.jspecify.annotations.NullMarked;
