/**
 * The launcher of {@code ./clinker dev}: a database, an engine and a node as detached processes in
 * one private folder, started, adopted, watched and stopped.
 */
@NullMarked
package io.clinker.cli.dev;

import org.jspecify.annotations.NullMarked;
