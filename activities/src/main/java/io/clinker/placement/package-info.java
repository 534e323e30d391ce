/** Where a volume goes: filters, weigher, and why each pool was taken or fell out. */
@NullMarked
package io.clinker.placement;

import org.jspecify.annotations.NullMarked;
