package octavia.store.object;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.exception.DataAccessException;

/**
 * Reads rows. jOOQ makes the text of a query, once for each shape that comes again and again, and
 * the driver runs it: putting a text together and wrapping each value cost more than the database
 * takes to answer. Of one transaction.
 */
final class Reading {
  /** By database and shape. Bounded: shapes stand in the code, and lists in them are padded. */
  private static final Map<String, String> TEXTS = new ConcurrentHashMap<>();

  private final DSLContext dsl;

  Reading(DSLContext dsl) {
    this.dsl = dsl;
  }

  /** The rows of a query that is put together for this one time. */
  List<Row> rows(Columns columns, Select<?> query) {
    return run(columns, query.getSQL(), query.getBindValues());
  }

  /**
   * The rows of a query whose text is the same each time.
   *
   * @param shape names it; two queries that differ in more than their values differ in this
   * @param query has a place for each value, filled with anything
   */
  List<Row> rows(
      Columns columns, String shape, Supplier<? extends Select<?>> query, List<?> values) {
    String text =
        TEXTS.computeIfAbsent(dsl.dialect().name() + " " + shape, _ -> query.get().getSQL());
    return run(columns, text, values);
  }

  /** Values for {@link #in}: as many as a list of the next power of two takes. */
  static List<String> padded(Collection<String> values) {
    List<String> padded = new ArrayList<>(values);
    int places = Integer.highestOneBit(Math.max(1, 2 * values.size() - 1));
    while (padded.size() < places) {
      padded.add(padded.getLast()); // nothing is found twice
    }
    return padded;
  }

  /** A condition with as many places as {@link #padded} has values. */
  static Condition in(Field<String> field, int places) {
    return field.in(Collections.nCopies(places, ""));
  }

  private List<Row> run(Columns columns, String text, List<?> values) {
    return dsl.connectionResult(connection -> {
      List<Row> rows = new ArrayList<>();
      try (PreparedStatement statement = connection.prepareStatement(text)) {
        for (int i = 0; i < values.size(); i++) {
          statement.setObject(i + 1, values.get(i));
        }
        try (ResultSet result = statement.executeQuery()) {
          while (result.next()) {
            rows.add(columns.read(result));
          }
        }
      } catch (SQLException e) {
        throw new DataAccessException(text + ": " + e.getMessage(), e);
      }
      return rows;
    });
  }
}
