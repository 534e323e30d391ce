package io.clinker.driver;

import io.clinker.model.StorageProtocol;
import java.util.Map;

/**
 * How a host reaches an export: the members of the API's flat {@code connection_info} that the
 * driver knows ({@code target_portal}, {@code target_iqn}, ...). Holds secrets: never logged, never
 * in a history.
 */
public record ConnectionInfo(StorageProtocol protocol, Map<String, Object> data) {
  @Override
  public String toString() {
    return "ConnectionInfo[protocol=%s]".formatted(protocol);
  }
}
