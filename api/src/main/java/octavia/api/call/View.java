package octavia.api.call;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.io.SerializedString;
import tools.jackson.databind.JacksonSerializable;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * An object as an answer shows it: its fields in the API's order, null where there is nothing. It
 * writes itself as JSON, with names that are encoded once: a list is mostly names.
 */
public final class View implements JacksonSerializable {
  /** Those that the code has, encoded. */
  private static final Map<String, SerializedString> NAMES = new ConcurrentHashMap<>();

  private static final SerializedString ID = encoded("id");

  private SerializedString[] names = new SerializedString[26];
  private @Nullable Object[] values = new Object[names.length];
  private int size;

  /** What is shown of another object: its id. */
  private record Reference(String id) {}

  /** Adds a field, or gives one that is there another value. */
  @SuppressWarnings("ReferenceEquality") // a name is encoded once
  public View put(String name, @Nullable Object value) {
    SerializedString encoded = encoded(name);
    int place = 0;
    while (place < size && names[place] != encoded) {
      place++;
    }
    if (place == size) {
      if (size == names.length) {
        names = Arrays.copyOf(names, 2 * size);
        values = Arrays.copyOf(values, 2 * size);
      }
      size++;
    }
    names[place] = encoded;
    values[place] = value;
    return this;
  }

  /** Adds a time: naive, in UTC, whole seconds. */
  public View time(String name, @Nullable Instant value) {
    return put(name, value == null ? null : text(LocalDateTime.ofInstant(value, ZoneOffset.UTC)));
  }

  /** As ISO 8601 has it; LocalDateTime itself leaves seconds out where there are none. */
  private static String text(LocalDateTime time) {
    String text = time.withNano(0).toString();
    return time.getSecond() == 0 ? text + ":00" : text;
  }

  /** Adds references to other objects. */
  public View references(String name, Collection<String> ids) {
    return put(name, ids.stream().map(Reference::new).toList());
  }

  /** Adds a list that is null where it is empty. */
  public View listOrNull(String name, List<String> values) {
    return put(name, values.isEmpty() ? null : values);
  }

  /** Takes a field away. */
  public View without(String name) {
    int place = place(name);
    if (place >= 0) {
      size--;
      System.arraycopy(names, place + 1, names, place, size - place);
      System.arraycopy(values, place + 1, values, place, size - place);
    }
    return this;
  }

  /** True if it has that field. */
  public boolean has(String name) {
    return place(name) >= 0;
  }

  /** The value of a field; null also where there is no such field. */
  public @Nullable Object get(String name) {
    int place = place(name);
    return place < 0 ? null : values[place];
  }

  /** The fields that the client asked for; all of them and {@code tenant_id} if it did not. */
  public View select(Collection<String> wanted) {
    if (wanted.isEmpty()) {
      return has("project_id") ? put("tenant_id", get("project_id")) : this;
    }
    View selected = new View();
    for (int i = 0; i < size; i++) {
      if (wanted.contains(names[i].getValue())) {
        selected.put(names[i].getValue(), values[i]);
      }
    }
    return selected;
  }

  private int place(String name) {
    for (int i = 0; i < size; i++) {
      if (names[i].getValue().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static SerializedString encoded(String name) {
    @Nullable SerializedString known = NAMES.get(name);
    return known == null ? NAMES.computeIfAbsent(name, SerializedString::new) : known;
  }

  @Override
  public void serialize(JsonGenerator json, SerializationContext context) {
    json.writeStartObject(this, size);
    for (int i = 0; i < size; i++) {
      json.writeName(names[i]);
      write(json, context, values[i]);
    }
    json.writeEndObject();
  }

  private static void write(
      JsonGenerator json, SerializationContext context, @Nullable Object value) {
    switch (value) {
      case null -> json.writeNull();
      case String text -> json.writeString(text);
      case Boolean flag -> json.writeBoolean(flag);
      case Integer number -> json.writeNumber(number);
      case View view -> view.serialize(json, context);
      case Reference reference -> {
        json.writeStartObject();
        json.writeName(ID);
        json.writeString(reference.id);
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray(list, list.size());
        list.forEach(each -> write(json, context, each));
        json.writeEndArray();
      }
      default -> context.writeValue(json, value);
    }
  }

  @Override
  public void serializeWithType(
      JsonGenerator json, SerializationContext context, TypeSerializer types) {
    serialize(json, context);
  }
}
