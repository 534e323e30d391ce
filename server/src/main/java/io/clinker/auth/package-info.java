/** Who calls, and how that is found out. */
@NullMarked
package io.clinker.auth;

import org.jspecify.annotations.NullMarked;
