package octavia.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Looks at the statements that go through a connection. */
final class Statements {
  private Statements() {}

  /** A statement that was run, with its values in their order. */
  record Seen(String sql, List<Object> values) {
    Seen after(String word) {
      return new Seen(word + sql, values);
    }
  }

  /** The connection, telling {@code observer} each statement that runs. */
  static Connection watched(Connection connection, Consumer<Seen> observer) {
    return proxy(
        Connection.class,
        (method, arguments) -> {
          Object result = call(connection, method, arguments);
          return method.getName().equals("prepareStatement")
              ? watched((PreparedStatement) result, (String) arguments[0], observer)
              : result;
        });
  }

  private static PreparedStatement watched(
      PreparedStatement statement, String sql, Consumer<Seen> observer) {
    Map<Integer, Object> values = new TreeMap<>();
    return proxy(
        PreparedStatement.class,
        (method, arguments) -> {
          if (method.getName().startsWith("set")
              && arguments.length > 1
              && arguments[0] instanceof Integer place) {
            values.put(place, arguments[1]);
          } else if (method.getName().startsWith("execute")) {
            observer.accept(new Seen(sql, new ArrayList<>(values.values())));
          }
          return call(statement, method, arguments);
        });
  }

  private interface Call {
    Object of(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            Statements.class.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) ->
                call.of(method, arguments == null ? new Object[0] : arguments)));
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
