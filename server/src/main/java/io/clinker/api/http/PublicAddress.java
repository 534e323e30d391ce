package io.clinker.api.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The root of the API as clients name it, with the prefix that a proxy puts before it.
 *
 * @param configured replaces what the request says
 * @param trustForwarded whether {@code Forwarded} and {@code X-Forwarded-*} are believed: only
 *     where a proxy sets them itself, since otherwise any client could
 */
public record PublicAddress(Optional<String> configured, boolean trustForwarded) {
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9._-]+(:\\d{1,5})?|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");
  private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~-]+)+");
  private static final Pattern PAIR =
      Pattern.compile("(?i)\\b(proto|host)=(?:\"([^\"]*)\"|([^;,\\s]*))");

  /** Scheme, host, port and prefix, without a slash at the end. */
  String of(ContainerRequestContext context) {
    return configured.orElseGet(() -> fromRequest(context));
  }

  /** The path without the prefix, which proxies take away or leave. */
  String withoutPrefix(String path) {
    String prefix = configured.map(url -> URI.create(url).getRawPath()).orElse("");
    if (prefix.isEmpty() || !path.startsWith(prefix)) {
      return path;
    }
    String rest = path.substring(prefix.length());
    return rest.isEmpty() ? "/" : rest.startsWith("/") ? rest : path;
  }

  private String fromRequest(ContainerRequestContext context) {
    URI uri = context.getUriInfo().getRequestUri();
    String scheme = uri.getScheme();
    String authority = uri.getRawAuthority();
    if (!trustForwarded) {
      return scheme + "://" + authority;
    }
    String forwarded = first(context.getHeaderString("Forwarded"));
    String proto =
        known(pair(forwarded, "proto"), first(context.getHeaderString("X-Forwarded-Proto")));
    String host =
        known(pair(forwarded, "host"), first(context.getHeaderString("X-Forwarded-Host")));
    String prefix = first(context.getHeaderString("X-Forwarded-Prefix"));
    return (isScheme(proto) ? proto.toLowerCase(Locale.ROOT) : scheme)
        + "://"
        + (HOST.matcher(host).matches() ? host : authority)
        + (PREFIX.matcher(prefix).matches() ? prefix : "");
  }

  private static boolean isScheme(String text) {
    return text.equalsIgnoreCase("http") || text.equalsIgnoreCase("https");
  }

  private static String known(String one, String other) {
    return one.isEmpty() ? other : one;
  }

  /** Of a chain of proxies, the one that the client spoke to. */
  private static String first(@Nullable String header) {
    if (header == null) {
      return "";
    }
    int comma = header.indexOf(',');
    return (comma < 0 ? header : header.substring(0, comma)).strip();
  }

  private static String pair(String forwarded, String name) {
    Matcher matcher = PAIR.matcher(forwarded);
    while (matcher.find()) {
      if (matcher.group(1).equalsIgnoreCase(name)) {
        String quoted = matcher.group(2);
        return quoted == null ? matcher.group(3) : quoted;
      }
    }
    return "";
  }
}
