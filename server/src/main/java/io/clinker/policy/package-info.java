/** The policy: who may do what, in the language and the file format of oslo.policy. */
@NullMarked
package io.clinker.policy;

import org.jspecify.annotations.NullMarked;
