package io.clinker.drivers.simulator;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.clinker.driver.ConnectionInfo;
import io.clinker.driver.Inventory;
import io.clinker.driver.ManageableObject;
import io.clinker.driver.ObservedSnapshot;
import io.clinker.driver.ObservedVolume;
import io.clinker.driver.PoolReport;
import io.clinker.model.ResourceRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an array says to an {@link ArrayCall} that it carried out. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "reply")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ArrayReply.Done.class, name = "done"),
  @JsonSubTypes.Type(value = ArrayReply.OfVolume.class, name = "volume"),
  @JsonSubTypes.Type(value = ArrayReply.OfSnapshot.class, name = "snapshot"),
  @JsonSubTypes.Type(value = ArrayReply.OfExport.class, name = "connection"),
  @JsonSubTypes.Type(value = ArrayReply.OfPools.class, name = "pools"),
  @JsonSubTypes.Type(value = ArrayReply.OfAll.class, name = "inventory"),
  @JsonSubTypes.Type(value = ArrayReply.OfManageable.class, name = "manageable"),
  @JsonSubTypes.Type(value = ArrayReply.Restored.class, name = "restored"),
  @JsonSubTypes.Type(value = ArrayReply.Swept.class, name = "swept")
})
public sealed interface ArrayReply {
  /** It is so now. */
  record Done() implements ArrayReply {}

  /** The volume, null if there is none. */
  record OfVolume(@Nullable ObservedVolume volume) implements ArrayReply {}

  /** The snapshot, null if there is none. */
  record OfSnapshot(@Nullable ObservedSnapshot snapshot) implements ArrayReply {}

  /** The export's connection. */
  record OfExport(ConnectionInfo connection) implements ArrayReply {}

  /** The pools. */
  record OfPools(List<PoolReport> pools) implements ArrayReply {}

  /** All objects. */
  record OfAll(Inventory inventory) implements ArrayReply {}

  /** What can be taken over, and what is managed already. */
  record OfManageable(List<ManageableObject> objects) implements ArrayReply {}

  /** The exports that were brought back, in words. */
  record Restored(List<String> exports) implements ArrayReply {}

  /** The half-made objects that were removed. */
  record Swept(List<ResourceRef> halves) implements ArrayReply {}
}
