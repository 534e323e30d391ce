package io.clinker.api.http;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * While the database is away, refuses at once what needs it: a change would first wait for an
 * admission that nobody can write down, and then for a connection.
 */
@Priority(300)
public final class DatabaseFilter implements ContainerRequestFilter {
  private final BooleanSupplier answers;

  @Context private @Nullable ResourceInfo resource;

  /**
   * @param answers says in a short time whether the database does
   */
  public DatabaseFilter(BooleanSupplier answers) {
    this.answers = answers;
  }

  @Override
  public void filter(ContainerRequestContext context) {
    ResourceInfo info = resource;
    boolean without =
        info != null && info.getResourceClass().isAnnotationPresent(NeedsNoDatabase.class);
    if (!without && !answers.getAsBoolean()) {
      throw Fault.unavailable("The database does not answer.");
    }
  }
}
