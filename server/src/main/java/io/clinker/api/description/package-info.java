/** What the API takes and gives, as an OpenAPI document made from the resources. */
@NullMarked
package io.clinker.api.description;

import org.jspecify.annotations.NullMarked;
