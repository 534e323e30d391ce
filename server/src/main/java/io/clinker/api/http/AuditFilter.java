package io.clinker.api.http;

import io.clinker.auth.Caller;
import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Who did what: one event of the logger {@code io.clinker.audit} for each request that wants to
 * change something and for each that was denied, written before the answer goes out.
 */
@Priority(50)
public final class AuditFilter implements ContainerResponseFilter {
  private static final Logger AUDIT = LoggerFactory.getLogger("io.clinker.audit");

  /** Reads by their method, but they change what volumes of a type are given. */
  private static final Pattern CHANGING_READS =
      Pattern.compile(".*/qos-specs/[^/]+/(associate|disassociate|disassociate_all)");

  private static final Pattern GLOBAL_ID = Pattern.compile("req-[0-9A-Za-z-]{1,60}");

  /** What is written. */
  public enum Extent {
    NONE,
    /** Changes, and what was denied (401, 403). */
    CHANGES,
    /** Reads too. */
    ALL;

    /** The word in the configuration. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Extent extent;

  @Context private @Nullable HttpServletRequest connection;

  public AuditFilter(Extent extent) {
    this.extent = extent;
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    int status = response.getStatus();
    String path = request.getUriInfo().getRequestUri().getRawPath();
    boolean wanted =
        switch (extent) {
          case NONE -> false;
          case CHANGES ->
              !request.getMethod().equals("GET")
                  || CHANGING_READS.matcher(path).matches()
                  || status == 401
                  || status == 403;
          case ALL -> true;
        };
    if (wanted) {
      write(request, response, path);
    }
  }

  private void write(
      ContainerRequestContext request, ContainerResponseContext response, String path) {
    Map<String, String> facts = facts(request, response, path);
    // In the context of the event: the JSON layout writes that, and leaves key and value out.
    facts.forEach(MDC::put);
    try {
      AUDIT.info("a request was answered");
    } finally {
      facts.keySet().forEach(MDC::remove);
    }
  }

  private Map<String, String> facts(
      ContainerRequestContext request, ContainerResponseContext response, String path) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("request_id", RequestIds.of(request));
    facts.put("method", request.getMethod());
    facts.put("target", path);
    facts.put("status", Integer.toString(response.getStatus()));
    facts.put("outcome", outcome(response.getStatus()));
    HttpServletRequest from = connection;
    add(facts, "address", from == null ? null : from.getRemoteAddr());
    String globalId = request.getHeaderString("X-Openstack-Request-Id");
    add(
        facts,
        "global_request_id",
        globalId != null && GLOBAL_ID.matcher(globalId).matches() ? globalId : null);
    Caller caller = ArrivalFilter.caller(request);
    if (caller != null) {
      facts.put("user_id", caller.userId());
      facts.put("project_id", caller.projectId());
      facts.put("administrator", Boolean.toString(caller.admin()));
      facts.put("service", Boolean.toString(caller.service()));
      add(facts, "application_credential_id", caller.attributes().get("application_credential_id"));
    }
    if (request.getProperty(VersionFilter.CALL) instanceof Call call) {
      facts.put(
          "action",
          call.permissions().asked().stream().map(Rule::rule).collect(Collectors.joining(" ")));
    }
    add(facts, "operation_id", response.getHeaderString(HeaderFilter.OPERATION));
    return facts;
  }

  private static String outcome(int status) {
    if (status < 400) {
      return "done";
    }
    return status == 401 || status == 403 ? "denied" : status < 500 ? "refused" : "failed";
  }

  private static void add(Map<String, String> facts, String name, @Nullable String value) {
    if (value != null) {
      facts.put(name, value);
    }
  }
}
