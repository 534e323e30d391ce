package io.clinker.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections for statements that change the schema: a change that is there already was made by an
 * attempt that died before it could say so, or by another node, and is no failure. The server makes
 * each statement as a whole, so that one that takes a key away and adds others has done both.
 */
final class ChangingConnections extends WrappedDataSource {
  private static final int TABLE_EXISTS = 1050;
  private static final int COLUMN_EXISTS = 1060;
  private static final int KEY_EXISTS = 1061;
  private static final int NOTHING_TO_DROP = 1091;
  private static final Set<Integer> ALREADY_MADE =
      Set.of(TABLE_EXISTS, COLUMN_EXISTS, KEY_EXISTS, NOTHING_TO_DROP);

  ChangingConnections(DataSource real) {
    super(real);
  }

  @Override
  protected Connection wrapped(Connection connection) {
    return proxy(
        Connection.class,
        connection,
        result -> result instanceof Statement statement ? changing(statement) : result);
  }

  /** Only plain statements: what is prepared is Flyway's own bookkeeping. */
  private static Object changing(Statement statement) {
    return statement instanceof java.sql.PreparedStatement
        ? statement
        : proxy(Statement.class, statement, result -> result);
  }

  private interface Given {
    Object of(Object result);
  }

  private static <T> T proxy(Class<T> type, T real, Given given) {
    return type.cast(
        Proxy.newProxyInstance(
            ChangingConnections.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, values) -> {
              try {
                return given.of(method.invoke(real, values));
              } catch (InvocationTargetException e) {
                if (method.getName().equals("execute") && isAlreadyMade(e.getCause())) {
                  return false;
                }
                throw e.getCause();
              }
            }));
  }

  private static boolean isAlreadyMade(@Nullable Throwable failure) {
    return failure instanceof SQLException sql && ALREADY_MADE.contains(sql.getErrorCode());
  }
}
