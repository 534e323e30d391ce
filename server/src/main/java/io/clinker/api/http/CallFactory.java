package io.clinker.api.http;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Objects;
import java.util.function.Supplier;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.process.internal.RequestScoped;

/** Hands the resources their {@link Call}. */
public final class CallFactory implements Supplier<Call> {
  private final ContainerRequestContext context;

  @Inject
  public CallFactory(ContainerRequestContext context) {
    this.context = context;
  }

  @Override
  public Call get() {
    return Objects.requireNonNull(
        (Call) context.getProperty(VersionFilter.CALL), "the request has not been read");
  }

  /** Lets resource methods take a {@code @Context Call}. */
  public static final class Binder extends AbstractBinder {
    @Override
    protected void configure() {
      bindFactory(CallFactory.class).to(Call.class).in(RequestScoped.class);
    }
  }
}
