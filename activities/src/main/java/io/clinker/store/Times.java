package io.clinker.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Instants as statements take them: text with six digits, since Connector/J cuts the fraction of
 * date values when it takes a server for an old one (MariaDB 10.11).
 */
final class Times {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  private Times() {}

  /** The time of the server. */
  static Instant now(Handle handle) {
    return Sql.one(
            handle,
            (row, context) -> new RowReader(row).instant(),
            "select cast(utc_timestamp(6) as datetime(6))")
        .orElseThrow();
  }

  static String text(Instant instant) {
    return FORM.format(instant);
  }

  static @Nullable String textOrNull(@Nullable Instant instant) {
    return instant == null ? null : FORM.format(instant);
  }
}
