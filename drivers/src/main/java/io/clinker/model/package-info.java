/** The few words that every module shares: ids, sizes, fences, tokens and errors. */
@NullMarked
package io.clinker.model;

import org.jspecify.annotations.NullMarked;
