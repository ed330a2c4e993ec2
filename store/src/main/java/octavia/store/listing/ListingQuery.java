package octavia.store.listing;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import octavia.store.statement.Sql;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Turns a {@link Listing} into conditions and an order over the columns of one kind.
 *
 * @param from the kind's table, joined with what its attributes need
 * @param id its primary key
 * @param createdAt its time of creation; null where the kind has none
 * @param attributes the API's attribute names and their columns
 * @param lists attributes with any number of values, which can be filtered by and not sorted
 * @param tagged the column of the tags' table that names what has a tag
 * @param sortsNullsLast true on a database that would sort nulls last if it were not told
 */
public record ListingQuery(
    Table<?> from,
    Field<String> id,
    @Nullable Field<LocalDateTime> createdAt,
    Map<String, Field<?>> attributes,
    Map<String, Values> lists,
    Field<String> tagged,
    boolean sortsNullsLast) {

  private static final double NEARLY = 1e-6;

  private static final Table<Record> TAGS = table(name("tags"));
  private static final Field<String> RESOURCE_ID = field(name("tags", "resource_id"), String.class);
  private static final Field<String> TAG = field(name("tags", "tag"), String.class);

  /**
   * The values of an attribute, rows of another table.
   *
   * @param owner the column that names the row that has the value
   */
  public record Values(Table<?> table, Field<String> owner, Field<String> value) {}

  public ListingQuery {
    attributes = Map.copyOf(attributes);
    lists = Map.copyOf(lists);
  }

  /** A query for the database that {@code dsl} speaks to. */
  public ListingQuery(
      DSLContext dsl,
      Table<?> from,
      Field<String> id,
      @Nullable Field<LocalDateTime> createdAt,
      Map<String, Field<?>> attributes) {
    this(from, id, createdAt, attributes, Map.of(), RESOURCE_ID, isSortingNullsLast(dsl));
  }

  /** The same of a kind with tags and attributes of several values. */
  public ListingQuery(
      Sql sql,
      Table<?> from,
      Field<String> id,
      @Nullable Field<LocalDateTime> createdAt,
      Map<String, Field<?>> attributes,
      Map<String, Values> lists) {
    this(
        from,
        id,
        createdAt,
        attributes,
        lists,
        sql.asId(RESOURCE_ID),
        isSortingNullsLast(sql.dsl()));
  }

  private static boolean isSortingNullsLast(DSLContext dsl) {
    return dsl.family() == SQLDialect.POSTGRES;
  }

  /**
   * What a row must fulfil, the marker included.
   *
   * @throws ListingException if the listing names what does not exist
   */
  public Condition condition(DSLContext dsl, Listing listing) {
    Condition condition = noCondition();
    for (Listing.Filter filter : listing.filters()) {
      condition = condition.and(matches(filter));
    }
    condition = condition.and(tagged(listing.tags()));
    if (listing.marker().isPresent()) {
      condition = condition.and(beyond(dsl, listing, listing.marker().get()));
    }
    return condition;
  }

  /**
   * The order of the rows.
   *
   * @throws ListingException if the listing names what does not exist
   */
  public List<SortField<?>> order(Listing listing) {
    List<SortField<?>> order = new ArrayList<>();
    for (Key<?> key : keys(listing)) {
      SortField<?> field = key.descending ? key.column.desc() : key.column.asc();
      order.add(sortsNullsLast && !key.column.equals(id) ? nulls(field, key) : field);
    }
    return order;
  }

  private static SortField<?> nulls(SortField<?> field, Key<?> key) {
    return key.descending ? field.nullsLast() : field.nullsFirst();
  }

  private record Key<T>(Field<T> column, boolean descending) {}

  private List<Key<?>> keys(Listing listing) {
    List<Key<?>> keys = new ArrayList<>();
    for (Listing.Sort sort : listing.sorts()) {
      Field<?> column = attributes.get(sort.attribute());
      if (column == null) {
        throw new ListingException(ListingException.Kind.UNKNOWN_SORT_KEY, sort.attribute());
      }
      keys.add(new Key<>(column, sort.descending()));
    }
    if (createdAt != null) {
      keys.add(new Key<>(createdAt, false));
    }
    keys.add(new Key<>(id, false));
    return keys;
  }

  /**
   * Rows after the marker's (before it, if reversed) in the listing's order. The first column's own
   * bound stands apart, so that an index is read from there on.
   */
  private Condition beyond(DSLContext dsl, Listing listing, String marker) {
    List<Key<?>> keys = keys(listing);
    List<Field<?>> columns = new ArrayList<>();
    keys.forEach(key -> columns.add(key.column));
    Optional<Record> row =
        dsl.select(columns).from(from).where(id.eq(marker)).fetchOptional().map(r -> r);
    if (row.isEmpty()) {
      throw new ListingException(ListingException.Kind.UNKNOWN_MARKER, marker);
    }
    if (sortsNullsLast && isAscending(keys, listing, row.get())) {
      // PostgreSQL foresees well how few rows that leaves, and badly with the long form.
      List<Field<?>> values = new ArrayList<>();
      columns.forEach(column -> values.add(DSL.val(row.get().get(column), column)));
      return DSL.row(columns).gt(DSL.row(values));
    }
    Condition beyond = DSL.falseCondition();
    Condition equal = noCondition();
    for (int i = 0; i < keys.size(); i++) {
      Key<?> key = keys.get(i);
      @Nullable Object value = row.get().get(i);
      boolean greater = key.descending == listing.reverse();
      beyond = beyond.or(equal.and(past(key.column, value, greater)));
      equal = equal.and(same(key.column, value));
    }
    Key<?> first = keys.getFirst();
    boolean upwards = first.descending == listing.reverse();
    return from(first.column, row.get().get(0), upwards).and(beyond);
  }

  private static boolean isAscending(List<Key<?>> keys, Listing listing, Record row) {
    return !listing.reverse()
        && keys.stream().noneMatch(Key::descending)
        && keys.stream().allMatch(key -> row.get(key.column) != null);
  }

  private static <T> Condition from(Field<T> column, @Nullable Object value, boolean upwards) {
    return value == null || !upwards ? noCondition() : column.ge(column.getType().cast(value));
  }

  /** Null sorts before every value, as {@link #order} says. */
  private static <T> Condition past(Field<T> column, @Nullable Object value, boolean greater) {
    if (value == null) {
      return greater ? column.isNotNull() : DSL.falseCondition();
    }
    T typed = column.getType().cast(value);
    return greater ? column.gt(typed) : column.lt(typed).or(column.isNull());
  }

  private static <T> Condition same(Field<T> column, @Nullable Object value) {
    return value == null ? column.isNull() : column.eq(column.getType().cast(value));
  }

  private Condition matches(Listing.Filter filter) {
    Values list = lists.get(filter.attribute());
    if (list != null) {
      return id.in(select(list.owner).from(list.table).where(list.value.in(filter.values())));
    }
    Field<?> column = attributes.get(filter.attribute());
    if (column == null) {
      throw new ListingException(ListingException.Kind.UNKNOWN_FILTER, filter.attribute());
    }
    Condition any = DSL.falseCondition();
    for (String value : filter.values()) {
      any = any.or(equal(column, value));
    }
    return any;
  }

  /** A text that cannot be a value of the column's type matches nothing. */
  private static <T> Condition equal(Field<T> column, String text) {
    Optional<Object> value = parse(column.getType(), text);
    if (value.isPresent() && value.get() instanceof Double number) {
      Field<Double> real = column.coerce(Double.class); // upstream's is single precision
      return real.between(number - NEARLY, number + NEARLY);
    }
    return value.isEmpty() ? DSL.falseCondition() : column.eq(column.getType().cast(value.get()));
  }

  private static Optional<Object> parse(Class<?> type, String text) {
    try {
      if (type == String.class) {
        return Optional.of(text);
      }
      if (type == Boolean.class) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
          case "true", "t", "yes", "y", "on", "1" -> Optional.of(true);
          default -> Optional.of(false); // as upstream reads whatever is not true
        };
      }
      if (type == Integer.class) {
        return Optional.of(Integer.valueOf(text.strip()));
      }
      if (type == Double.class) {
        return Optional.of(Double.valueOf(text.strip()));
      }
      if (type == LocalDateTime.class) {
        return Optional.of(LocalDateTime.parse(text.strip().replace(' ', 'T')));
      }
      return Optional.empty();
    } catch (NumberFormatException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private Condition tagged(Listing.Tags tags) {
    Condition condition = noCondition();
    if (!tags.all().isEmpty()) {
      condition = condition.and(hasAll(tags.all()));
    }
    if (!tags.any().isEmpty()) {
      condition = condition.and(hasAny(tags.any()));
    }
    if (!tags.notAll().isEmpty()) {
      condition = condition.andNot(hasAll(tags.notAll()));
    }
    if (!tags.notAny().isEmpty()) {
      condition = condition.andNot(hasAny(tags.notAny()));
    }
    return condition;
  }

  private Condition hasAll(List<String> tags) {
    Condition all = noCondition();
    for (String tag : tags) {
      all = all.and(hasAny(List.of(tag)));
    }
    return all;
  }

  private Condition hasAny(List<String> tags) {
    // Not as a condition on each row: the tags' index is to be read first.
    return id.in(select(tagged).from(TAGS).where(TAG.in(tags)));
  }
}
