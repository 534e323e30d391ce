/** What an operation is: the catalogue, its inputs, plans and outcomes. */
@NullMarked
package io.clinker.operations;

import org.jspecify.annotations.NullMarked;
