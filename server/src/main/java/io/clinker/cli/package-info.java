/** The command line: one class per subcommand of {@code ./clinker}. */
@NullMarked
package io.clinker.cli;

import org.jspecify.annotations.NullMarked;
