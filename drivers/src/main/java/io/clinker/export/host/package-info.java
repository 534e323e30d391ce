/** What exporters need of the machine they run on: processes, sockets, short paths. */
@NullMarked
package io.clinker.export.host;

import org.jspecify.annotations.NullMarked;
