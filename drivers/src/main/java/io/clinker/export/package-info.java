/** Serving the bytes of a volume to hosts, apart from where the bytes lie. */
@NullMarked
package io.clinker.export;

import org.jspecify.annotations.NullMarked;
