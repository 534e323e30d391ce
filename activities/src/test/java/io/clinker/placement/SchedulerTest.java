package io.clinker.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.driver.Capability;
import io.clinker.model.StorageProtocol;
import io.clinker.placement.Scheduler.Choice;
import io.clinker.placement.Scheduler.Request;
import io.clinker.store.BackendRow;
import io.clinker.store.PoolRow;
import io.clinker.store.testing.AllUp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  private static final Instant THEN = Instant.EPOCH;

  private final Scheduler scheduler = new Scheduler(new AllUp(Set.of("down")));

  private static BackendRow backend(String name, Set<Capability> capabilities, boolean disabled) {
    return new BackendRow(
        name,
        "file",
        "Clinker",
        "1",
        "nova",
        StorageProtocol.NBD,
        Set.of(StorageProtocol.NBD),
        capabilities,
        Set.of(),
        true,
        disabled,
        disabled ? "work" : null,
        false,
        THEN,
        THEN);
  }

  private static BackendRow backend(String name) {
    return backend(name, Set.of(), false);
  }

  private static PoolRow pool(String backend, long total, long allocated) {
    return new PoolRow(backend, "main", total, total, allocated, 0, 1, false, 1, THEN);
  }

  private static Request request(
      long gib, Map<String, String> specs, @Nullable String sourceBackend) {
    return new Request(gib, "nova", specs, sourceBackend);
  }

  private Choice choose(Request request, BackendRow backend, PoolRow pool) {
    return scheduler.choose(request, List.of(backend), List.of(pool));
  }

  private String reason(Request request, BackendRow backend, PoolRow pool) {
    Choice choice = choose(request, backend, pool);
    assertThat(choice.up()).isEmpty();
    return choice.explanation().text();
  }

  private boolean fits(Map<String, String> specs, BackendRow backend) {
    return !choose(request(1, specs, null), backend, pool(backend.name(), 10, 0)).up().isEmpty();
  }

  @Test
  void theFreestPoolComesFirstAndDownOnesApart() {
    Choice choice =
        scheduler.choose(
            request(1, Map.of(), null),
            List.of(backend("a"), backend("b"), backend("down")),
            List.of(pool("a", 100, 60), pool("b", 10, 1), pool("down", 10, 0)));
    assertThat(choice.up())
        .extracting(candidate -> candidate.backend().name())
        .containsExactly("b", "a");
    assertThat(choice.down()).hasSize(1);
    assertThat(choice.explanation().text()).contains("down#main: fits, but is down");
  }

  @Test
  void everyPoolThatFallsOutIsExplained() {
    assertThat(reason(request(5, Map.of(), null), backend("a"), pool("a", 10, 6)))
        .contains("needs 5 GiB, 4 GiB of 10 are left");
    assertThat(reason(request(1, Map.of(), null), backend("a", Set.of(), true), pool("a", 9, 0)))
        .contains("disabled: work");
    assertThat(reason(request(1, Map.of(), "b"), backend("a"), pool("a", 9, 0)))
        .contains("the source is on b");
    assertThat(
            scheduler
                .choose(
                    new Request(1, "mars", Map.of(), null),
                    List.of(backend("a")),
                    List.of(pool("a", 9, 0)))
                .explanation()
                .text())
        .contains("is in zone nova");
    assertThat(
            reason(
                request(1, Map.of("storage_protocol", "iSCSI"), null),
                backend("a"),
                pool("a", 9, 0)))
        .contains("the type wants storage_protocol = iSCSI, the pool has [nbd]");
  }

  @Test
  void extraSpecsAreCompared() {
    BackendRow plain = backend("a");
    BackendRow multi = backend("a", Set.of(Capability.MULTIATTACH), false);
    assertThat(fits(Map.of("multiattach", "<is> True"), plain)).isFalse();
    assertThat(fits(Map.of("multiattach", "<is> True"), multi)).isTrue();
    assertThat(fits(Map.of("multiattach", "<is> False"), multi)).isFalse();
    assertThat(fits(Map.of("volume_backend_name", "a"), plain)).isTrue();
    assertThat(fits(Map.of("volume_backend_name", "b"), plain)).isFalse();
    assertThat(fits(Map.of("capabilities:vendor_name", "<in> Clink"), plain)).isTrue();
    assertThat(fits(Map.of("vendor_name", "s== Clinker"), plain)).isTrue();
    assertThat(fits(Map.of("driver", "<or> nfs <or> file"), plain)).isTrue();
    assertThat(fits(Map.of("unheard_of", "1"), plain)).isFalse();
    assertThat(fits(Map.of("provisioning:min_vol_size", "1", "RESKEY:x", "y"), plain)).isTrue();
  }

  @Test
  @Shows("F-5")
  void reservedSpaceAndOverSubscriptionCount() {
    PoolRow reserved = new PoolRow("a", "main", 100, 100, 0, 10, 1, false, 1, THEN);
    assertThat(choose(request(90, Map.of(), null), backend("a"), reserved).up()).hasSize(1);
    assertThat(choose(request(91, Map.of(), null), backend("a"), reserved).up()).isEmpty();
    PoolRow thin = new PoolRow("a", "main", 100, 100, 0, 0, 2.5, true, 1, THEN);
    assertThat(choose(request(250, Map.of(), null), backend("a"), thin).up()).hasSize(1);
    assertThat(choose(request(251, Map.of(), null), backend("a"), thin).up()).isEmpty();
    PoolRow full = new PoolRow("a", "main", 100, 1, 0, 0, 2, true, 1, THEN);
    assertThat(reason(request(3, Map.of(), null), backend("a"), full)).contains("2 GiB free");
  }
}
