package io.clinker.api.http;

import io.clinker.store.Database;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import org.jspecify.annotations.Nullable;

/**
 * While the database is away, refuses at once what needs it: a change would first wait for an
 * admission that nobody can write down, and then for a connection.
 */
@Priority(300)
public final class DatabaseFilter implements ContainerRequestFilter {
  private final Database database;

  @Context private @Nullable ResourceInfo resource;

  public DatabaseFilter(Database database) {
    this.database = database;
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
    boolean there = context.getMethod().equals("GET") ? database.answered() : database.answers();
    if (!there) {
      throw Fault.unavailable("The database does not answer.");
    }
  }
}
