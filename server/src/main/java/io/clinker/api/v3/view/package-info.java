/** How rows look in answers. */
@NullMarked
package io.clinker.api.v3.view;

import org.jspecify.annotations.NullMarked;
