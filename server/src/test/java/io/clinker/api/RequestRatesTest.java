package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.api.ApiServer.Answer;
import io.clinker.api.http.PublicAddress;
import io.clinker.cases.Shows;
import io.clinker.store.RequestRateStore;
import io.clinker.store.RequestRateStore.Rate;
import io.clinker.store.RequestRateStore.Share;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The limit on a project's requests. */
class RequestRatesTest {
  private static final Rate SLOW = new Rate(1, 5);

  @Test
  void oneTooManyIsToldHowLongToWait() {
    try (ApiServer server =
        new ApiServer(SLOW, new PublicAddress(Optional.of("http://api"), false))) {
      Answer refused = server.get("/volumes");
      for (int sent = 0; sent < 1000 && refused.status() == 200; sent++) {
        refused = server.get("/volumes");
      }

      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(refused.json().at("/overLimit/code").asInt()).isEqualTo(429);
      assertThat(refused.json().at("/overLimit/retryAfter").asText()).isEqualTo("1");
      assertThat(refused.header("x-openstack-request-id")).startsWith("req-");
      assertThat(server.raw("GET", "/v3/volumes", "", "X-Auth-Token", "u1:ffff").status())
          .as("another project has its own")
          .isEqualTo(200);
      assertThat(server.raw("GET", "/", "").status()).as("discovery is free").isEqualTo(300);
    }
  }

  @Test
  @Shows("N-11")
  void allNodesDrawFromOneBucket() {
    try (ApiServer server = new ApiServer()) {
      RequestRateStore store = new RequestRateStore();
      long begin = System.nanoTime();
      int got = 0;
      for (int take = 0; take < 40; take++) {
        got += take(server, store, new Rate(2, 10), 3).count();
      }
      double seconds = (System.nanoTime() - begin) / 1e9;

      assertThat(got).isBetween(10, 10 + (int) Math.ceil(2 * (seconds + 1)));
    }
  }

  private static Share take(ApiServer server, RequestRateStore store, Rate rate, int most) {
    return server
        .database()
        .database()
        .inRepeatableTransaction(handle -> store.take(handle, "p1", rate, most));
  }
}
