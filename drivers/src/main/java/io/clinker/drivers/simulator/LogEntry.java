package io.clinker.drivers.simulator;

import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import io.clinker.model.Token;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One decision of the array. Entries stand in the order in which the array decided.
 *
 * @param number from 1, without gaps
 * @param request the running number of the call; a call that parted has two entries
 * @param call the name of the call
 * @param objects what the call was about
 * @param sealed the objects whose marks this token wrote or confirmed in this moment
 * @param effect whether the call had an effect, or found that it was there already
 * @param code the error that the caller got, if the array answered with one
 * @param observed what the array found before it acted
 */
public record LogEntry(
    long number,
    long request,
    String node,
    String call,
    List<ResourceRef> objects,
    @Nullable Token token,
    List<ResourceRef> sealed,
    Outcome outcome,
    boolean effect,
    @Nullable ErrorCode code,
    String observed) {
  public LogEntry {
    objects = List.copyOf(objects);
    sealed = List.copyOf(sealed);
  }
}
