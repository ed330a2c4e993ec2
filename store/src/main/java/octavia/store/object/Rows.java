package octavia.store.object;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import octavia.store.UtcTime;
import octavia.store.statement.Row;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** How columns become values: UTC without a zone, whole seconds, lists as text with commas. */
final class Rows {
  private Rows() {}

  static Field<String> text(String table, String column) {
    return field(name(table, column), String.class);
  }

  static Field<Integer> number(String table, String column) {
    return field(name(table, column), Integer.class);
  }

  static Field<Boolean> flag(String table, String column) {
    return field(name(table, column), Boolean.class);
  }

  static Field<LocalDateTime> time(String table, String column) {
    return field(name(table, column), UtcTime.TYPE);
  }

  static @Nullable LocalDateTime utc(@Nullable Instant instant) {
    return instant == null ? null : LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  static @Nullable Instant instant(@Nullable LocalDateTime utc) {
    return utc == null ? null : utc.toInstant(ZoneOffset.UTC);
  }

  /** A time that upstream's schema lets be null although it never is. */
  static Instant created(Row row, Field<LocalDateTime> column) {
    @Nullable Instant created = instant(row.get(column));
    return created == null ? Instant.EPOCH : created;
  }

  static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  static boolean isTrue(@Nullable Boolean flag) {
    return Boolean.TRUE.equals(flag);
  }

  static int or(@Nullable Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }

  static List<String> list(@Nullable String commaText) {
    return commaText == null || commaText.isEmpty()
        ? List.of()
        : Arrays.stream(commaText.split(",")).map(String::strip).toList();
  }

  static @Nullable String commaText(List<String> list) {
    return list.isEmpty() ? null : String.join(",", list);
  }
}
