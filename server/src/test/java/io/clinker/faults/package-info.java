/** Every fault of the list done once on a real installation, as a table of what was seen. */
@NullMarked
package io.clinker.faults;

import org.jspecify.annotations.NullMarked;
