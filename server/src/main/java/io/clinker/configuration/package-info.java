/** The sections of the configuration file, their defaults and what is allowed. */
@NullMarked
package io.clinker.configuration;

import org.jspecify.annotations.NullMarked;
