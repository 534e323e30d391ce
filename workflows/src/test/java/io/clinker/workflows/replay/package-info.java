/** The recorded runs that today's workflow code must be able to go on with. */
@NullMarked
package io.clinker.workflows.replay;

import org.jspecify.annotations.NullMarked;
