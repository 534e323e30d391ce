/** Finding and ending export daemons without a running service. */
@NullMarked
package io.clinker.export.daemons;

import org.jspecify.annotations.NullMarked;
