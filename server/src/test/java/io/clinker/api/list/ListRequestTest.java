package io.clinker.api.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.Calls;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.http.Since;
import io.clinker.auth.Caller;
import io.clinker.store.Filter;
import io.clinker.store.ListQuery.SortKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListRequestTest {
  private static final Listing LISTING =
      new Listing(
          "Volume",
          Map.of(
              "id", Column.text("id"),
              "name", Column.text("name"),
              "status", Column.text("status"),
              "size", Column.number("size"),
              "bootable", Column.flag("bootable"),
              "metadata", Column.texts("metadata"),
              "created_at", Column.time("created_at"),
              "group_id", Column.nothing(),
              "consumes_quota", Column.always()),
          Set.of("name", "status", "metadata", "group_id"),
          Map.of("name", "name", "size", "size", "created_at", "created_at"),
          Map.of("group_id", Since.VOLUME_GROUP_FILTER),
          Set.of("option"),
          true);

  private static ListRequest parse(Caller caller, int minor, String query) {
    return ListRequest.parse(Calls.get(caller, minor, query), LISTING, 1000);
  }

  private static List<Filter> filters(String query) {
    return parse(Calls.ADMIN, 71, query).query().filters();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1000, 0",
    "limit=5, 5, 0",
    "limit=5000, 1000, 0",
    "limit=0, 0, 0",
    "limit=2&offset=7, 2, 7"
  })
  void pageIsCutToTheLargest(String query, int limit, int offset) {
    ListRequest request = parse(Calls.ADMIN, 71, query);

    assertThat(request.query().limit()).isEqualTo(limit);
    assertThat(request.query().offset()).isEqualTo(offset);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          limit=-1                        | Invalid input received: limit must be >= 0
          limit=x                         | Invalid input received: limit must be an integer
          offset=-1                       | Invalid input received: offset must be >= 0
          sort=colour                     | Invalid input received: Sort key supplied is not valid.
          sort=name:up                    | Invalid input received: Unknown sort direction, must be 'desc' or 'asc'.
          sort=name&sort_key=size         | The 'sort_key' and 'sort_dir' parameters are deprecated and cannot be used with the 'sort' parameter.
          bootable=zz                     | Invalid input received: bootable = zz
          created_at=yesterday            | Invalid input received: Filter created_at: wrong comparison in 'yesterday'
          created_at=gt:yesterday         | Invalid input received: Filter created_at: 'yesterday' is not a time
          metadata=x                      | Invalid input received: Filter metadata: 'x' is not an object
          with_count=zz                   | Value 'zz' for 'with_count' is not a boolean.
          """)
  void wrongParametersAreRefused(String query, String message) {
    Fault fault = catchThrowableOfType(Fault.class, () -> parse(Calls.ADMIN, 71, query));

    assertThat(fault.status()).isEqualTo(400);
    assertThat(fault.text()).isEqualTo(message);
  }

  @Test
  void bothFormsOfSortAreRead() {
    assertThat(parse(Calls.ADMIN, 0, "sort=name:asc,size").query().sort())
        .containsExactly(new SortKey("name", false), new SortKey("size", true));
    assertThat(parse(Calls.ADMIN, 0, "sort_key=size&sort_dir=asc").query().sort())
        .containsExactly(new SortKey("size", false));
  }

  @Test
  void valuesArePythonLiterals() {
    assertThat(filters("status=error")).containsExactly(Filter.AnyOf.one("status", "error"));
    assertThat(filters("status=%5B'a','b'%5D"))
        .containsExactly(new Filter.AnyOf("status", List.of("a", "b")));
    assertThat(filters("name='x'")).containsExactly(Filter.AnyOf.one("name", "'x'"));
    assertThat(filters("metadata=%7B'k':'v'%7D")).containsExactly(new Filter.Metadata("k", "v"));
    assertThat(filters("metadata=%7B%22k%22:%22v%22%7D"))
        .containsExactly(new Filter.Metadata("k", "v"));
    assertThat(filters("size=5")).containsExactly(Filter.AnyOf.one("size", "5"));
    assertThat(filters("bootable=True")).containsExactly(Filter.AnyOf.one("bootable", "true"));
  }

  @Test
  void timesAreCompared() {
    assertThat(filters("created_at=gt:2020-01-01T00:00:00,lte:2021-01-01"))
        .containsExactly(
            new Filter.Time(
                "created_at", Filter.Operator.GT, Instant.parse("2020-01-01T00:00:00Z")),
            new Filter.Time(
                "created_at", Filter.Operator.LTE, Instant.parse("2021-01-01T00:00:00Z")));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01, 2026-01-01T00:00:00Z",
    "2026-01-01T00:00:00Z, 2026-01-01T00:00:00Z",
    "2026-01-01T00:00:00-07:00, 2026-01-01T07:00:00Z",
    "2026-01-01T00:00:00%2B02:00, 2025-12-31T22:00:00Z"
  })
  void timesHaveAnyZone(String written, Instant meant) {
    assertThat(filters("created_at=gt:" + written))
        .containsExactly(new Filter.Time("created_at", Filter.Operator.GT, meant));
  }

  @Test
  void unknownFilterOfAnAdministratorMatchesNothing() {
    assertThat(filters("colour=red")).containsExactly(FilterValues.NEVER);
    assertThat(filters("group_id=x")).containsExactly(FilterValues.NEVER);
    assertThat(filters("consumes_quota=true&option=1")).isEmpty();
  }

  @Test
  void unknownFilterOfOthersIsIgnoredThenRefused() {
    assertThat(parse(Calls.MEMBER, 30, "size=5&colour=red").query().filters()).isEmpty();

    Fault fault =
        catchThrowableOfType(
            Fault.class, () -> parse(Calls.MEMBER, 31, "name=x&size=5&colour=red"));
    assertThat(fault.text()).isEqualTo("Invalid filters size,colour are found in query options.");
  }

  @Test
  void someListsRefuseLaterOrNever() {
    assertThat(filters(LISTING.refusing(Since.TYPE_EXTRA_SPECS_FILTER), 51)).isEmpty();
    assertThat(
            catchThrowableOfType(
                Fault.class, () -> filters(LISTING.refusing(Since.TYPE_EXTRA_SPECS_FILTER), 52)))
        .hasFieldOrPropertyWithValue("status", 400);
    assertThat(filters(LISTING.refusing(null), 71)).isEmpty();
  }

  private static List<Filter> filters(Listing listing, int minor) {
    return ListRequest.parse(Calls.get(Calls.MEMBER, minor, "colour=red"), listing, 1000)
        .query()
        .filters();
  }

  @Test
  void filterOfALaterVersionIsIgnored() {
    assertThat(parse(Calls.ADMIN, 9, "group_id=x").query().filters()).isEmpty();
  }

  @Test
  void onlyAdministratorsSeeAllProjects() {
    assertThat(parse(Calls.ADMIN, 0, "all_tenants=1").query().projectId()).isNull();
    assertThat(parse(Calls.ADMIN, 0, "").query().projectId()).isEqualTo("aaaa");
    assertThat(parse(Calls.MEMBER, 0, "all_tenants=1").query().projectId()).isEqualTo("aaaa");
    assertThat(parse(Calls.MEMBER, 0, "all_tenants=zz").query().projectId()).isEqualTo("aaaa");
  }

  @Test
  void fullPageLinksToTheNextWithEveryParameter() {
    ListRequest request = parse(Calls.ADMIN, 45, "limit=2&name=a b&with_count=true");
    Page<String> page =
        Page.of("volumes", List.of("one", "two"), JsonGenerator::writeString)
            .linked(
                Calls.get(Calls.ADMIN, 45, "limit=2&name=a b&with_count=true"),
                request,
                "volumes_links",
                item -> item)
            .counted(7);

    assertThat(request.counted()).isTrue();
    assertThat(Json.text(page))
        .isEqualTo(
            "{\"volumes\":[\"one\",\"two\"],"
                + "\"volumes_links\":[{\"rel\":\"next\",\"href\":\"http://host/v3/aaaa/volumes"
                + "?limit=2&name=a+b&with_count=true&marker=two\"}],\"count\":7}");
  }

  @Test
  void pageThatIsNotFullIsTheLast() {
    Page<String> page =
        Page.of("volumes", List.of("one"), JsonGenerator::writeString)
            .linked(
                Calls.get(Calls.ADMIN, 45, "limit=2"),
                parse(Calls.ADMIN, 45, "limit=2"),
                "volumes_links",
                item -> item);

    assertThat(Json.text(page)).isEqualTo("{\"volumes\":[\"one\"]}");
  }
}
