package io.clinker.api.http;

import io.clinker.store.Database;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * While the database is away, or has not got its schema yet, refuses at once what needs it: a
 * change would first wait for an admission that nobody can write down, and then for a connection.
 */
@Priority(300)
public final class DatabaseFilter implements ContainerRequestFilter {
  private final Database database;
  private final BooleanSupplier begun;

  @Context private @Nullable ResourceInfo resource;

  /**
   * @param begun whether the schema is there
   */
  public DatabaseFilter(Database database, BooleanSupplier begun) {
    this.database = database;
    this.begun = begun;
  }

  @Override
  public void filter(ContainerRequestContext context) {
    ResourceInfo info = resource;
    boolean without =
        info != null && info.getResourceClass().isAnnotationPresent(NeedsNoDatabase.class);
    if (without) {
      return;
    }
    // A read that meets the moment when it goes away fails at once by itself; a change does not.
    boolean answers = context.getMethod().equals("GET") ? database.answered() : database.answers();
    if (!answers || !begun.getAsBoolean()) {
      throw Fault.unavailable("The database does not answer.");
    }
  }
}
