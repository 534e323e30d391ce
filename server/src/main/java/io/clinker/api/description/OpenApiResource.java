package io.clinker.api.description;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.clinker.api.http.AsksNothing;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Microversion;
import io.clinker.api.http.NeedsNoDatabase;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /openapi.yaml}: the description of the API at its newest version, or at the one that
 * {@code version} names; read before there is a token.
 */
@BeyondCinder
@NeedsNoDatabase
@Path("/openapi.yaml")
public final class OpenApiResource {
  private static final Pattern VERSION = Pattern.compile("3\\.(0|[1-9][0-9]?)");
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private final OpenApi document;
  private final Map<Microversion, String> texts = new ConcurrentHashMap<>();

  /**
   * @param others the other resources of the API
   */
  public OpenApiResource(List<Object> others) {
    List<Object> all = new ArrayList<>(others);
    all.add(this);
    this.document = new OpenApi(all);
  }

  @GET
  @AsksNothing("tells what the documentation tells")
  @Options("version")
  @Gives
  public Response show(@Context Call call) {
    String asked = call.query().get("version");
    String text = texts.computeIfAbsent(version(asked), this::written);
    return Response.ok(text.replace(OpenApi.BASE, call.base()), "application/yaml").build();
  }

  private static Microversion version(@org.jspecify.annotations.Nullable String asked) {
    if (asked == null) {
      return Microversion.MAXIMUM;
    }
    Matcher matcher = VERSION.matcher(asked);
    if (matcher.matches()) {
      Microversion version = new Microversion(3, Integer.parseInt(matcher.group(1)));
      if (version.supported()) {
        return version;
      }
    }
    throw Fault.badRequest(
        "version must be one of %s to %s.".formatted(Microversion.MINIMUM, Microversion.MAXIMUM));
  }

  private String written(Microversion version) {
    try {
      return YAML.writeValueAsString(document.at(version));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree has no YAML form", e);
    }
  }
}
