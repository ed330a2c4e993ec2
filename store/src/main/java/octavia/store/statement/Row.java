package octavia.store.statement;

import org.jooq.Field;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A row as it was read. */
public final class Row {
  private final Columns columns;
  private final @Nullable Object[] values;

  Row(Columns columns, @Nullable Object[] values) {
    this.columns = columns;
    this.values = values;
  }

  /** The column's value; null where the row has none, which the schema says of each column. */
  @NullUnmarked
  @SuppressWarnings("unchecked") // read by the field's own type
  public <T> T get(Field<T> field) {
    return (T) values[columns.place(field)];
  }
}
