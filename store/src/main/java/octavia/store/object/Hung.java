package octavia.store.object;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import octavia.store.statement.Columns;
import octavia.store.statement.Row;
import octavia.store.statement.Sql;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultDataType;

/**
 * Reads rows and what hangs on them by one statement: the union of one query for the rows and one
 * for each part, numbered, each of which leaves the others' columns null.
 */
final class Hung {
  /** As many as a part has at the most. */
  static final List<Field<String>> VALUES =
      IntStream.rangeClosed(1, 7).mapToObj(i -> text("value_" + i)).toList();

  /** 0 for a row, the part's place from 1 otherwise. */
  private static final Field<Integer> WHICH = field(name("which"), Integer.class);

  private static final Field<String> OWNER = text("owner");

  /** A query of a union keeps its order only where its rows are counted. */
  static final int MANY = 1_000_000_000;

  private final Sql sql;
  private final List<Part> parts;
  private final int width;

  Hung(Sql sql, Parts parts) {
    this.sql = sql;
    this.parts = parts.all();
    this.width = parts.width();
  }

  private static Field<String> text(String name) {
    return field(name(name), String.class);
  }

  /** The columns of {@link #query} over rows of {@code columns}. */
  static Columns layout(List<Field<?>> columns, Parts parts) {
    List<Field<?>> all = new ArrayList<>();
    all.add(WHICH);
    all.addAll(columns);
    all.add(OWNER);
    all.addAll(VALUES.subList(0, parts.width()));
    return new Columns(all);
  }

  /**
   * The union.
   *
   * @param rows the query for the rows
   * @param owned which rows of a part are wanted
   */
  Select<?> query(
      List<Field<?>> columns,
      Function<List<Field<?>>, Select<Record>> rows,
      Function<Part, Condition> owned) {
    List<Field<?>> first = new ArrayList<>();
    first.add(inline(0).as(WHICH));
    columns.forEach(column -> first.add(alike(column)));
    first.add(nothing(OWNER).as(OWNER));
    VALUES.subList(0, width).forEach(value -> first.add(nothing(value).as(value)));
    Select<Record> all = rows.apply(first);
    for (int i = 0; i < parts.size(); i++) {
      all = all.unionAll(query(columns, parts.get(i), i + 1, owned));
    }
    return all;
  }

  /** As {@link #query}, without rows. */
  Select<?> query(Function<Part, Condition> owned) {
    Select<Record> all = query(List.of(), parts.getFirst(), 1, owned);
    for (int i = 1; i < parts.size(); i++) {
      all = all.unionAll(query(List.of(), parts.get(i), i + 1, owned));
    }
    return all;
  }

  private Select<Record> query(
      List<Field<?>> columns, Part part, int number, Function<Part, Condition> owned) {
    List<Field<?>> fields = new ArrayList<>();
    fields.add(inline(number).as(WHICH));
    columns.forEach(column -> fields.add(nothing(column)));
    fields.add(alike(part.owner()).as(OWNER));
    for (int i = 0; i < width; i++) {
      fields.add(
          (i < part.values().size() ? alike(part.values().get(i)) : nothing(OWNER))
              .as(VALUES.get(i)));
    }
    return select(fields)
        .from(part.table())
        .where(owned.apply(part).and(part.where()))
        .orderBy(part.order())
        .limit(inline(MANY));
  }

  /** Puts rows of the union where they belong. */
  Page page(List<Row> rows) {
    Page page = new Page();
    for (Row row : rows) {
      int which = row.get(WHICH);
      if (which == 0) {
        page.add(row);
      } else {
        page.hang(parts.get(which - 1), row.get(OWNER), row);
      }
    }
    return page;
  }

  /** Tables of a database may have been made with different collations, which a union refuses. */
  @SuppressWarnings("unchecked") // the type is that of the column
  private <T> Field<T> alike(Field<T> column) {
    return column.getType() == String.class && sql.mixesCollations()
        ? (Field<T>) DSL.field("convert({0} using utf8mb4)", String.class, column)
        : column;
  }

  private static Field<?> nothing(Field<?> column) {
    // Null is written out by jOOQ's own types only.
    return inline((Object) null, DefaultDataType.getDataType(null, column.getType()));
  }
}
