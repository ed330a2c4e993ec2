package octavia.store.statement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Runs the statements of one transaction. jOOQ makes the text of each, once for each shape that
 * comes again and again, and the driver runs it: putting a text together and wrapping each value
 * cost more than the database takes to answer. Of the transaction's thread.
 */
public final class Sql {
  /**
   * By kind of database, collation and shape. Bounded: shapes stand in the code, and lists in them
   * are padded.
   */
  private static final Map<String, String> TEXTS = new ConcurrentHashMap<>();

  /** Values in a list; a statement has several lists, and at most 65535 values. */
  private static final int LONGEST = 1024;

  private final Connection connection;
  private final Configuration jooq;
  private final Optional<String> collation;
  private @Nullable DSLContext dsl;

  /**
   * Over a connection, in the dialect of {@code jooq}.
   *
   * @param collation of ids, where tables differ in it, such as {@code utf8mb3_general_ci}
   */
  public Sql(Connection connection, Configuration jooq, Optional<String> collation) {
    this.connection = connection;
    this.jooq = jooq;
    this.collation = collation;
  }

  /** What queries are made with, and what runs those that are made for one time. */
  public DSLContext dsl() {
    @Nullable DSLContext made = dsl;
    if (made == null) {
      made = DSL.using(jooq.derive(connection));
      dsl = made;
    }
    return made;
  }

  /** The rows of a query that is put together for this one time. */
  public List<Row> rows(Columns columns, Select<?> query) {
    return rows(columns, query.getSQL(), query.getBindValues());
  }

  /**
   * The rows of a query whose text is the same each time.
   *
   * @param shape names it; two queries that differ in more than their values differ in this
   * @param query has a place for each value, filled with anything
   */
  public List<Row> rows(
      Columns columns, String shape, Supplier<? extends Select<?>> query, List<?> values) {
    return rows(columns, text(shape, query), values);
  }

  /** As {@link #rows}, of one row at the most. */
  public Optional<Row> row(
      Columns columns, String shape, Supplier<? extends Select<?>> query, Object... values) {
    return rows(columns, shape, query, Arrays.asList(values)).stream().findFirst();
  }

  /**
   * Runs a statement that changes rows, as {@link #rows} runs a query.
   *
   * @return how many rows it found
   */
  public int execute(
      String shape, Supplier<? extends Query> statement, @Nullable Object... values) {
    return execute(text(shape, statement), Arrays.asList(values));
  }

  /** Sets columns of the rows that fulfil a condition; its values follow those of the columns. */
  public int update(
      Table<?> table,
      Map<Field<?>, @Nullable Object> values,
      String where,
      Condition condition,
      Collection<?> conditionValues) {
    List<@Nullable Object> all = new ArrayList<>(values.values());
    all.addAll(conditionValues);
    String shape = "update " + table.getName() + names(values.keySet()) + " where " + where;
    return execute(text(shape, () -> dsl().update(table).set(values).where(condition)), all);
  }

  /**
   * Writes new rows.
   *
   * @param rows the values of each, in the order of the columns
   */
  public void insert(
      Table<?> table, Collection<Field<?>> columns, List<? extends Collection<?>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    String text =
        text(
            "insert " + table.getName() + names(columns),
            () ->
                dsl()
                    .insertInto(table)
                    .columns(columns)
                    .values(Collections.nCopies(columns.size(), null)));
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      if (rows.size() == 1) {
        bind(statement, rows.getFirst());
        statement.executeUpdate();
        return;
      }
      for (Collection<?> row : rows) {
        bind(statement, row);
        statement.addBatch();
      }
      statement.executeBatch();
    } catch (SQLException e) {
      throw failed(text, e);
    }
  }

  /** Removes the rows that have one of these values. */
  public void delete(Table<?> table, Field<String> column, Collection<String> values) {
    for (List<String> list : lists(values)) {
      execute(
          text(
              "delete " + table.getName() + " " + column.getName() + "-" + list.size(),
              () -> dsl().deleteFrom(table).where(in(column, list.size()))),
          list);
    }
  }

  /**
   * Values for {@link #in}, in lists of a power of two each: few shapes, and none with more values
   * than a statement takes. A list that is not full has its last value several times, by which
   * nothing is found twice.
   */
  public static List<List<String>> lists(Collection<String> values) {
    List<String> all = List.copyOf(values);
    List<List<String>> lists = new ArrayList<>();
    for (int from = 0; from < all.size(); from += LONGEST) {
      List<String> list = new ArrayList<>(all.subList(from, Math.min(all.size(), from + LONGEST)));
      int places = Integer.highestOneBit(2 * list.size() - 1);
      list.addAll(Collections.nCopies(places - list.size(), list.getLast()));
      lists.add(list);
    }
    return lists;
  }

  /** A condition with as many places as a list of {@link #lists} has values. */
  public static Condition in(Field<String> field, int places) {
    return places == 1 ? field.eq("") : field.in(Collections.nCopies(places, ""));
  }

  /** True where texts of different tables may not stand in one column as they are. */
  public boolean mixesCollations() {
    return collation.isPresent();
  }

  /** A column that holds ids but is no foreign key, so that it can be compared with ids. */
  public Field<String> asId(Field<String> column) {
    return collation
        .map(name ->
            DSL.field(
                "convert({0} using {1}) collate {2}",
                String.class, column, DSL.raw(name.substring(0, name.indexOf('_'))), DSL.raw(name)))
        .orElse(column);
  }

  /**
   * True where a page of a table that is not large is found by sorting all of it, unless the
   * order's first column has a bound.
   */
  public boolean sortsRatherThanWalks() {
    return isMariaDb();
  }

  private boolean isMariaDb() {
    return jooq.family() == SQLDialect.MARIADB || jooq.family() == SQLDialect.MYSQL;
  }

  /**
   * True where naming many rows, once for each part of a union, costs several times what it costs
   * to find them by their range.
   */
  public boolean findsByRange() {
    return isMariaDb() && !mixesCollations();
  }

  /** True where a comparison of rows is foreseen better than one of their columns. */
  public boolean comparesRows() {
    return jooq.family() == SQLDialect.POSTGRES;
  }

  private static String names(Collection<Field<?>> columns) {
    return columns.stream().map(Field::getName).collect(Collectors.joining(",", "(", ")"));
  }

  private String text(String shape, Supplier<? extends Query> query) {
    return TEXTS.computeIfAbsent(
        jooq.dialect().name() + collation.orElse("") + " " + shape, _ -> dsl().render(query.get()));
  }

  private List<Row> rows(Columns columns, String text, List<?> values) {
    List<Row> rows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      bind(statement, values);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(columns.read(result));
        }
      }
    } catch (SQLException e) {
      throw failed(text, e);
    }
    return rows;
  }

  private int execute(String text, List<?> values) {
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      bind(statement, values);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(text, e);
    }
  }

  private static void bind(PreparedStatement statement, Collection<?> values) throws SQLException {
    int place = 1;
    for (Object value : values) {
      statement.setObject(place++, value);
    }
  }

  private static DataAccessException failed(String text, SQLException e) {
    return new DataAccessException(text + ": " + e.getMessage(), e);
  }
}
