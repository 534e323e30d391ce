package io.clinker.api.http;

import io.clinker.auth.Authentication;
import io.clinker.auth.Authentication.Credentials;
import io.clinker.auth.Authentication.Identity;
import io.clinker.auth.Caller;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The first to see a request: gives it an id, finds out who sends it, takes the project segment out
 * of the path, so that both URL forms reach the same resource, and reads the body.
 */
@PreMatching
@Priority(100)
public final class ArrivalFilter implements ContainerRequestFilter {
  private static final Set<String> ROUTED_METHODS = Set.of("GET", "POST", "PUT", "DELETE");
  private static final Set<String> OPEN_PATHS = Set.of("/", "/healthcheck", "/openapi.yaml");
  private static final Set<String> READ_METHODS = Set.of("POST", "PUT");
  private static final String ROOT = "/v3/";
  private static final String CALLER = ArrivalFilter.class.getName() + ".caller";
  private static final String READ = ArrivalFilter.class.getName() + ".read";
  private static final Caller NOBODY = new Caller("", "", false, Set.of());

  /**
   * How requests are read.
   *
   * @param bodyTime the longest that a body may take to come
   */
  public record Settings(
      Pattern projectPattern, int maximumBody, Duration bodyTime, PublicAddress address) {}

  private final Authentication authentication;
  private final Settings settings;
  private final RequestRates rates;

  public ArrivalFilter(Authentication authentication, Settings settings, RequestRates rates) {
    this.authentication = authentication;
    this.settings = settings;
    this.rates = rates;
  }

  @Override
  public void filter(ContainerRequestContext context) throws IOException {
    String requestId = RequestIds.of(context);
    MDC.put("request_id", requestId);
    String path =
        settings.address().withoutPrefix(context.getUriInfo().getRequestUri().getRawPath());
    if (!ROUTED_METHODS.contains(context.getMethod())) {
      context.abortWith(Answers.notRouted());
      return;
    }
    if (OPEN_PATHS.contains(path)) {
      keep(context, requestId, NOBODY, path, null);
      route(context, path);
      return;
    }
    PathForm form = PathForm.of(path, settings.projectPattern());
    @Nullable Caller caller =
        authentication.challenge().isEmpty() && asksForVersions(context, path)
            ? NOBODY
            : authenticate(context, form.project());
    if (caller == null) {
      return;
    }
    context.setProperty(CALLER, caller);
    Optional<Duration> wait = rates.refusal(caller.projectId());
    if (wait.isPresent()) {
      context.abortWith(Answers.fault(Fault.tooMany(wait.get())));
      return;
    }
    if (path.equals("/v3")) {
      context.abortWith(Response.status(302).header("Location", base(context) + ROOT).build());
      return;
    }
    if (path.endsWith("/") && !path.equals(ROOT)) {
      context.abortWith(Answers.notRouted());
      return;
    }
    keep(context, requestId, caller, form.rest(), form.project());
    route(context, form.project() == null ? path : "/v3" + form.rest());
  }

  /** Who sends a request, known before it is read; null if nobody knows. */
  static @Nullable Caller caller(ContainerRequestContext context) {
    return (Caller) context.getProperty(CALLER);
  }

  /** Whether the client sends a body that nobody has read, so that no request can follow it. */
  static boolean hasUnreadBody(ContainerRequestContext context) {
    // Not as a number: it may be larger than the library expects.
    String length = context.getHeaderString("Content-Length");
    boolean sends =
        (length != null && !length.equals("0"))
            || context.getHeaderString("Transfer-Encoding") != null;
    return sends && context.getProperty(READ) == null;
  }

  private static void route(ContainerRequestContext context, String path) {
    URI uri = context.getUriInfo().getRequestUri();
    if (!path.equals(uri.getRawPath())) {
      context.setRequestUri(UriBuilder.fromUri(uri).replacePath(path).build());
    }
  }

  /**
   * The SDK looks for versions at the endpoint it was given before it has a token. Whoever names a
   * user there means the login emulation.
   */
  private static boolean asksForVersions(ContainerRequestContext context, String path) {
    return (path.equals("/v3") || path.equals(ROOT))
        && context.getMethod().equals("GET")
        && context.getHeaderString("X-Auth-Token") == null
        && context.getHeaderString("X-Auth-User") == null;
  }

  private void keep(
      ContainerRequestContext context,
      String requestId,
      Caller caller,
      String path,
      @Nullable String project)
      throws IOException {
    byte[] body;
    try {
      body = body(context);
    } catch (Fault refused) {
      context.abortWith(Answers.fault(refused));
      return;
    }
    String key = context.getHeaderString("Idempotency-Key");
    if (key != null && !usable(key)) {
      context.abortWith(
          Answers.fault(
              Fault.badRequest("Idempotency-Key must be 1 to 255 printable ASCII characters.")));
      return;
    }
    new Arrival(
            requestId,
            caller,
            project,
            base(context),
            context.getMethod(),
            path,
            Query.parse(context.getUriInfo().getRequestUri().getRawQuery()),
            body,
            key)
        .keepIn(context);
  }

  private byte[] body(ContainerRequestContext context) throws IOException {
    if (!READ_METHODS.contains(context.getMethod())) {
      return new byte[0];
    }
    byte[] whole =
        new TimedBody(settings.maximumBody(), settings.bodyTime()).read(context.getEntityStream());
    context.setProperty(READ, true);
    return whole;
  }

  private static boolean usable(String key) {
    return !key.isEmpty()
        && key.length() <= 255
        && key.chars().allMatch(character -> character >= ' ' && character <= '~');
  }

  private @Nullable Caller authenticate(
      ContainerRequestContext context, @Nullable String urlProject) {
    Credentials credentials =
        new Credentials(
            context.getHeaderString("X-Auth-Token"),
            context.getHeaderString("X-Auth-User"),
            context.getHeaderString("X-Auth-Project-Id"),
            urlProject,
            context.getHeaderString("X-Service-Token"),
            context.getMethod(),
            context.getUriInfo().getRequestUri().getRawPath());
    return switch (authentication.identify(credentials)) {
      case Identity.Known known -> known.caller();
      case Identity.LoginEmulated login -> {
        String url =
            base(context)
                + settings
                    .address()
                    .withoutPrefix(context.getUriInfo().getRequestUri().getRawPath());
        context.abortWith(
            Response.noContent()
                .header("X-Auth-Token", login.token())
                .header(
                    "X-Server-Management-Url",
                    url.endsWith("/") ? url.substring(0, url.length() - 1) : url)
                .build());
        yield null;
      }
      case Identity.Rejected rejected -> {
        context.abortWith(Answers.unauthorized(rejected.reason(), authentication.challenge()));
        yield null;
      }
      case Identity.Unavailable unavailable -> {
        context.abortWith(Answers.fault(Fault.unavailable(unavailable.reason())));
        yield null;
      }
    };
  }

  private String base(ContainerRequestContext context) {
    return settings.address().of(context);
  }
}
