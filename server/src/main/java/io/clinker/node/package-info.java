/** What runs in a node beside the API: workers, heartbeats, keepers. */
@NullMarked
package io.clinker.node;

import org.jspecify.annotations.NullMarked;
