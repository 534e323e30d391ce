/** Takes histories of real runs into the corpus that every build replays. */
@NullMarked
package io.clinker.replay;

import org.jspecify.annotations.NullMarked;
