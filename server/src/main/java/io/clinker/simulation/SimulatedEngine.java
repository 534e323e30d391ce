package io.clinker.simulation;

import io.clinker.workflows.support.SearchAttributes;
import io.grpc.ManagedChannel;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.testserver.TestServer;
import io.temporal.testserver.TestServer.InProcessTestServer;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;

/**
 * Temporal's test server with a clock that is moved from outside.
 *
 * <p>Left to itself, that server skips time only while it counts no task as under way, and its
 * count is wrong for ever once a run ended with a step in flight (as every hand-over from a hanging
 * step does): from then on all that waits waits in real time. And no heartbeat could ever run out,
 * since a step that hangs is under way. So skipping is locked, and the clock is moved by the
 * timer's own method, which the library does not show.
 */
final class SimulatedEngine implements AutoCloseable {
  private final InProcessTestServer server = TestServer.createServer(true);
  private final Object timer;
  private final Method skip;

  SimulatedEngine() {
    try {
      this.timer = valueOf(valueOf(server, "testServicesStarter"), "selfAdvancingTimer");
      this.skip = timer.getClass().getMethod("skip", Duration.class);
      skip.setAccessible(true);
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException("this test server's clock cannot be moved", changed);
    }
  }

  private static Object valueOf(Object owner, String name) throws ReflectiveOperationException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    Object value = field.get(owner);
    if (value == null) {
      throw new NoSuchFieldException(name);
    }
    return value;
  }

  /** Makes the search attributes known that every run brings along. */
  void register(String namespace) {
    AddSearchAttributesRequest.Builder attributes =
        AddSearchAttributesRequest.newBuilder().setNamespace(namespace);
    SearchAttributes.all()
        .forEach(
            key ->
                attributes.putSearchAttributes(
                    key.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
    OperatorServiceGrpc.newBlockingStub(channel()).addSearchAttributes(attributes.build());
  }

  ManagedChannel channel() {
    return server.getChannel();
  }

  /** Moves the engine's clock on; what is due then happens. */
  void skip(Duration time) {
    try {
      skip.invoke(timer, time);
    } catch (IllegalAccessException | InvocationTargetException failure) {
      throw new IllegalStateException("the clock was not moved", failure);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
