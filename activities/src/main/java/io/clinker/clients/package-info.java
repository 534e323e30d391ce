/** Other services of the cloud: identity. Calls have time limits and never retry without end. */
@NullMarked
package io.clinker.clients;

import org.jspecify.annotations.NullMarked;
