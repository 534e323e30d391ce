package io.clinker.drivers.rbd;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests one cluster, which is started for the first of them and ended after the last. */
public final class CephExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(CephExtension.class);

  private record Shared(PrivateCeph cluster) implements AutoCloseable {
    @Override
    public void close() {
      cluster.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == PrivateCeph.class;
  }

  @Override
  public PrivateCeph resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            PrivateCeph.class, key -> new Shared(PrivateCeph.start()), Shared.class)
        .cluster();
  }
}
