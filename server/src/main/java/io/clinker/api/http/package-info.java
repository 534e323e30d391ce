/** What every request goes through: identity, version, body, faults, answers. */
@NullMarked
package io.clinker.api.http;

import org.jspecify.annotations.NullMarked;
