package octavia.store.object;

import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;

/**
 * What hangs on the rows of a kind: rows of another table, which name theirs. Compared by identity.
 *
 * @param owner the column that names the row that it hangs on
 * @param values what is read of it
 * @param where which rows of the table are meant
 */
record Part(
    Table<?> table,
    Field<String> owner,
    List<Field<String>> values,
    Condition where,
    List<Field<?>> order) {

  Part {
    values = List.copyOf(values);
    order = List.copyOf(order);
  }
}
