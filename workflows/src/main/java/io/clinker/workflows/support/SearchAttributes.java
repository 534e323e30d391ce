package io.clinker.workflows.support;

import io.temporal.common.SearchAttributeKey;
import java.util.List;

/** What somebody can search for in the engine's Web UI; never a base of decisions. */
public final class SearchAttributes {
  public static final SearchAttributeKey<String> VOLUME = SearchAttributeKey.forKeyword("VolumeId");
  public static final SearchAttributeKey<String> PROJECT =
      SearchAttributeKey.forKeyword("ProjectId");
  public static final SearchAttributeKey<String> BACKEND = SearchAttributeKey.forKeyword("Backend");
  public static final SearchAttributeKey<String> OPERATION =
      SearchAttributeKey.forKeyword("Operation");
  public static final SearchAttributeKey<String> STATE = SearchAttributeKey.forKeyword("OpStatus");
  public static final SearchAttributeKey<String> REQUEST =
      SearchAttributeKey.forKeyword("RequestId");

  private SearchAttributes() {}

  /** All of them; each is a keyword. */
  public static List<SearchAttributeKey<String>> all() {
    return List.of(VOLUME, PROJECT, BACKEND, OPERATION, STATE, REQUEST);
  }
}
