package octavia.store.statement;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** The columns that a query reads, in their order. Made once for each query. For many threads. */
public final class Columns {
  private final List<Field<?>> fields;
  private final IdentityHashMap<Field<?>, Integer> places = new IdentityHashMap<>();

  /** Reads these, in this order. */
  public Columns(Collection<Field<?>> fields) {
    this.fields = List.copyOf(fields);
    for (Field<?> field : this.fields) {
      places.put(field, places.size());
    }
  }

  /** The columns. */
  public List<Field<?>> fields() {
    return fields;
  }

  /** Where the column stands, from 0; it must be the very object that the query was made with. */
  int place(Field<?> field) {
    @Nullable Integer place = places.get(field);
    if (place == null) {
      throw new IllegalArgumentException("not read: " + field);
    }
    return place;
  }

  /** The row that the result stands at. */
  Row read(ResultSet result) throws SQLException {
    @Nullable Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(result, i + 1, fields.get(i).getType());
    }
    return new Row(this, values);
  }

  private static @Nullable Object value(ResultSet result, int column, Class<?> type)
      throws SQLException {
    if (type == String.class) {
      return result.getString(column);
    }
    if (type == LocalDateTime.class) {
      return result.getObject(column, LocalDateTime.class);
    }
    if (type == byte[].class) {
      return result.getBytes(column);
    }
    if (type == Double.class) {
      // By its text: a column of single precision has 1.1, which as a double is 1.100000023841858.
      @Nullable String text = result.getString(column);
      return text == null ? null : Double.valueOf(text);
    }
    Object value;
    if (type == Integer.class) {
      value = result.getInt(column);
    } else if (type == Boolean.class) {
      value = result.getBoolean(column);
    } else if (type == Long.class) {
      value = result.getLong(column);
    } else {
      throw new IllegalArgumentException("no column is of " + type);
    }
    return result.wasNull() ? null : value;
  }
}
