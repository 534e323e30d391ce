package io.clinker.drivers.simulator;

import com.sun.net.httpserver.HttpExchange;
import io.clinker.drivers.simulator.SimulatorServer.Answer;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import io.clinker.model.VolumeId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The administrative side of a {@link SimulatorServer}.
 *
 * <pre>
 * GET    /admin/faults              the faults that are set, by number
 * POST   /admin/faults              sets a {@link FaultRule}; answers {"id": N}
 * DELETE /admin/faults[/N]          takes one or all away; calls that hang by it go on
 * GET    /admin/log?from=1&limit=N  {@link LogEntry} list
 * GET    /admin/violations          places where accepted tokens go down; must be empty
 * GET    /admin/marks               highest accepted token per object
 * GET    /admin/inflight            calls that have not ended, by number
 * GET    /admin/most                most changing calls in flight at one time, by pool
 * GET    /admin/inventory?pool=P    all objects, without faults
 * GET    /admin/pools               true space
 * POST   /admin/acts                an {@link AdminAct}
 * GET    /admin/contents/KIND/ID?offset=&length=       bytes of a volume or snapshot
 * PUT    /admin/contents/volume/ID?offset=             writes bytes
 * GET    /admin/exports/ID?offset=&length=&secret=     bytes as the host reads them
 * PUT    /admin/exports/ID?offset=&secret=             writes as the host does
 * </pre>
 */
final class AdminSide {
  private static final int READ_LIMIT = 64 << 20;

  private final SimulatorArray array;

  AdminSide(SimulatorArray array) {
    this.array = array;
  }

  Answer handle(HttpExchange exchange, byte[] body) {
    String[] path = exchange.getRequestURI().getPath().split("/", -1);
    String room = path.length > 2 ? path[2] : "";
    return switch (exchange.getRequestMethod() + " " + room) {
      case "GET faults" -> Answer.json(array.faults().all());
      case "POST faults" -> Answer.json(Map.of("id", array.faults().add(read(body))));
      case "DELETE faults" -> removeFaults(path);
      case "GET log" ->
          Answer.json(
              array.log(
                  number(exchange, "from", 1), (int) number(exchange, "limit", Integer.MAX_VALUE)));
      case "GET violations" -> Answer.json(violations());
      case "GET marks" -> Answer.json(new TreeMap<>(array.marks()));
      case "GET inflight" -> Answer.json(new TreeMap<>(array.inFlight()));
      case "GET most" -> Answer.json(new TreeMap<>(array.mostChangesInFlight()));
      case "GET inventory" -> Answer.json(array.inventory(text(exchange, "pool", "pool")));
      case "GET pools" -> Answer.json(array.pools());
      case "POST acts" -> {
        array.act(ArrayJson.read(new String(body, StandardCharsets.UTF_8), AdminAct.class));
        yield Answer.EMPTY;
      }
      case "GET contents" -> raw(array.read(resource(path), offset(exchange), length(exchange)));
      case "PUT contents" -> {
        array.act(new AdminAct.Write(new VolumeId(resource(path).id()), offset(exchange), body));
        yield Answer.EMPTY;
      }
      case "GET exports" ->
          raw(
              array.hostRead(
                  attachment(path),
                  text(exchange, "secret", ""),
                  offset(exchange),
                  length(exchange)));
      case "PUT exports" -> {
        array.hostWrite(attachment(path), text(exchange, "secret", ""), offset(exchange), body);
        yield Answer.EMPTY;
      }
      default ->
          throw new ClinkerException(
              ErrorCode.NOT_FOUND,
              "There is no such administrative call",
              Map.of("path", exchange.getRequestURI().getPath()));
    };
  }

  private static FaultRule read(byte[] body) {
    return ArrayJson.read(new String(body, StandardCharsets.UTF_8), FaultRule.class);
  }

  private Answer removeFaults(String[] path) {
    if (path.length < 4) {
      array.faults().clear();
    } else if (!array.faults().remove(Integer.parseInt(path[3]))) {
      throw new ClinkerException(ErrorCode.NOT_FOUND, "No such fault", Map.of("id", path[3]));
    }
    return Answer.EMPTY;
  }

  private List<String> violations() {
    return TokenOrder.violations(array.log()).stream().map(TokenOrder.Violation::toString).toList();
  }

  private static ResourceRef resource(String[] path) {
    if (path.length != 5) {
      throw new ClinkerException(ErrorCode.INVALID_INPUT, "The path ends with KIND/ID");
    }
    return ResourceRef.parse(path[3] + "/" + path[4]);
  }

  private static AttachmentId attachment(String[] path) {
    if (path.length != 4) {
      throw new ClinkerException(ErrorCode.INVALID_INPUT, "The path ends with an attachment id");
    }
    return new AttachmentId(path[3]);
  }

  private static Answer raw(byte[] bytes) {
    return new Answer(bytes, "application/octet-stream");
  }

  private static long offset(HttpExchange exchange) {
    return number(exchange, "offset", 0);
  }

  private static int length(HttpExchange exchange) {
    return (int) Math.min(number(exchange, "length", Blocks.BLOCK), READ_LIMIT);
  }

  private static long number(HttpExchange exchange, String name, long otherwise) {
    return Long.parseLong(text(exchange, name, Long.toString(otherwise)));
  }

  private static String text(HttpExchange exchange, String name, String otherwise) {
    String value = SimulatorServer.parameter(exchange, name);
    return value == null ? otherwise : value;
  }
}
