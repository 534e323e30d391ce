package io.clinker.api.v3;

import io.clinker.api.http.Answers;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Since;
import io.clinker.api.list.Literal;
import io.clinker.api.list.Page;
import io.clinker.api.list.Paging;
import io.clinker.api.schema.Members;
import io.clinker.api.v3.view.Hosts;
import io.clinker.api.v3.view.ManageableView;
import io.clinker.driver.ForeignReference;
import io.clinker.driver.ManageableObject;
import io.clinker.gateway.StorageQuestions;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCategory;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceKind;
import io.clinker.operations.ManageableQuery;
import io.clinker.operations.ManageableQuery.Key;
import io.clinker.operations.ManageableQuery.Order;
import io.clinker.store.BackendRow;
import io.clinker.store.ListQuery.SortKey;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the paths share under which foreign objects are listed and taken over. */
public final class ManageRequests {
  private static final Set<String> REFERENCE = Set.of("source-name", "source-id");

  private final Lookup lookup;
  private final StorageQuestions questions;
  private final int pageSize;

  public ManageRequests(Lookup lookup, StorageQuestions questions, int pageSize) {
    this.lookup = lookup;
    this.questions = questions;
    this.pageSize = pageSize;
  }

  /** A page of what can be taken over, and what is managed already. */
  Response list(Call call, ResourceKind kind, boolean detailed) {
    String backend =
        known(
            host(
                call.query().get("host"),
                call.has(Since.MANAGEABLE_LISTS_OF_CLUSTERS) ? call.query().get("cluster") : null));
    String marker = call.query().get("marker");
    ManageableQuery query =
        new ManageableQuery(
            kind,
            marker == null ? null : marker(marker),
            Math.min(Paging.number(call.query(), "limit", pageSize), pageSize),
            Paging.number(call.query(), "offset", 0),
            orders(call));
    List<ManageableObject> found = ask(backend, query);
    String member = "manageable-" + kind.word() + "s";
    return Answers.ok(
        Page.of(member, found, (json, object) -> ManageableView.write(json, object, detailed)));
  }

  private List<ManageableObject> ask(String backend, ManageableQuery query) {
    try {
      return questions.manageable(backend, query);
    } catch (ClinkerException failure) {
      String message = String.valueOf(failure.getMessage());
      if (failure.code() == ErrorCode.NOT_FOUND
          || failure.code().category() == ErrorCategory.CALLER) {
        throw Fault.badRequest(message);
      }
      throw Fault.unavailable(message);
    }
  }

  /** The backend of a host or of the cluster that stands for it; exactly one is given. */
  static String host(@Nullable String host, @Nullable String cluster) {
    if ((host == null) == (cluster == null)) {
      throw Fault.badRequest(
          host == null
              ? "Invalid input received: Host or cluster must be given."
              : "Invalid input received: Host and cluster cannot both be given.");
    }
    String given = host == null ? cluster : host;
    String backend = given == null ? null : Hosts.backendOf(given);
    if (given == null || backend == null) {
      throw Fault.badRequest(
          "Invalid input received: Host '%s' not found: hosts are %s."
              .formatted(given, Hosts.ofPool("BACKEND", "POOL")));
    }
    int pool = given.indexOf('#');
    return pool < 0 ? backend : backend + given.substring(pool);
  }

  private String known(String place) {
    int pool = place.indexOf('#');
    String name = pool < 0 ? place : place.substring(0, pool);
    Optional<BackendRow> backend =
        lookup.database().read(handle -> lookup.stores().pools().backend(handle, name));
    if (backend.isEmpty()) {
      throw Fault.badRequest("Host '%s' not found".formatted(Hosts.ofBackend(name)));
    }
    return name;
  }

  /** The member {@code ref}: an object with one of the two ways to name something. */
  static ForeignReference reference(Members body) {
    return reference(body.tree("ref"))
        .orElseThrow(
            () ->
                Fault.badRequest(
                    "Invalid input for field/attribute ref: it must be {\"source-name\": NAME} or"
                        + " {\"source-id\": ID}."));
  }

  private static Optional<ForeignReference> reference(@Nullable Map<String, ?> given) {
    if (given == null || given.size() != 1 || !REFERENCE.containsAll(given.keySet())) {
      return Optional.empty();
    }
    if (given.get("source-name") instanceof String name && !name.isEmpty()) {
      return Optional.of(ForeignReference.named(name));
    }
    if (given.get("source-id") instanceof String id && !id.isEmpty()) {
      return Optional.of(new ForeignReference(null, id));
    }
    return Optional.empty();
  }

  /** A reference as it was listed, or its name alone. */
  @SuppressWarnings("unchecked")
  private static ForeignReference marker(String text) {
    return Literal.read(text) instanceof Map<?, ?> map
        ? reference((Map<String, ?>) map)
            .orElseThrow(() -> Fault.badRequest("Invalid input received: marker '" + text + "'."))
        : ForeignReference.named(text);
  }

  /** By reference, the last first, unless something else is asked for. */
  private static List<Order> orders(Call call) {
    List<SortKey> asked =
        Paging.sort(call.query(), Map.of("reference", "reference", "size", "size"), "reference");
    return asked.isEmpty()
        ? List.of(new Order(Key.REFERENCE, false))
        : asked.stream()
            .map(
                sort ->
                    new Order(
                        sort.key().equals("size") ? Key.SIZE : Key.REFERENCE, !sort.descending()))
            .toList();
  }
}
