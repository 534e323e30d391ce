/** Code that breaks the rules, so that the tests of the rules can see them fail. */
@NullMarked
package io.clinker.rules.examples;

import org.jspecify.annotations.NullMarked;
