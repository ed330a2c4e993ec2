package octavia.api.call;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object as an answer shows it: its fields in the API's order, null where there is nothing. */
public final class View {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

  /** Adds a field. */
  public View put(String name, @Nullable Object value) {
    fields.put(name, value);
    return this;
  }

  /** Adds a time: naive, in UTC, whole seconds. */
  public View time(String name, @Nullable Instant value) {
    return put(name, value == null ? null : TIME.format(value));
  }

  /** Adds references to other objects. */
  public View references(String name, Collection<String> ids) {
    return put(name, ids.stream().map(id -> Map.of("id", id)).toList());
  }

  /** Adds a list that is null where it is empty. */
  public View listOrNull(String name, List<String> values) {
    return put(name, values.isEmpty() ? null : values);
  }

  /** Takes a field away. */
  public View without(String name) {
    fields.remove(name);
    return this;
  }

  /** The fields, for the answer. */
  public Map<String, @Nullable Object> fields() {
    return fields;
  }

  /** The fields that the client asked for; all of them and {@code tenant_id} if it did not. */
  public Map<String, @Nullable Object> select(Collection<String> wanted) {
    if (wanted.isEmpty()) {
      if (fields.containsKey("project_id")) {
        fields.put("tenant_id", fields.get("project_id"));
      }
      return fields;
    }
    Map<String, @Nullable Object> selected = new LinkedHashMap<>();
    fields.forEach((name, value) -> {
      if (wanted.contains(name)) {
        selected.put(name, value);
      }
    });
    return selected;
  }
}
