package io.clinker.api.v3;

import io.clinker.api.http.Call;
import io.clinker.store.Filter;
import io.clinker.store.ListQuery;

/** Which types a list shows. */
final class Visibility {
  private Visibility() {}

  /** Administrators see public types unless they ask; others what their project may use. */
  static ListQuery of(Call call, ListQuery asked) {
    if (!call.caller().admin()) {
      return asked;
    }
    ListQuery ofAll = asked.ofEveryProject();
    String word = call.query().get("is_public");
    if (word != null && word.strip().equalsIgnoreCase("none")) {
      return ofAll;
    }
    boolean wanted = call.query().flag("is_public", true);
    return ofAll.with(Filter.AnyOf.one("is_public", Boolean.toString(wanted)));
  }
}
