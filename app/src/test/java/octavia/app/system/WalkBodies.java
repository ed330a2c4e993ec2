package octavia.app.system;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import octavia.http.Json;
import org.jspecify.annotations.Nullable;

/** Bodies by chance: half of them of the right shape, the others with something odd in them. */
final class WalkBodies {
  private static final int PERCENT_ODD = 6;
  private static final int PERCENT_NULL = 3;
  private static final int PERCENT_OPTIONAL = 12;

  private static final List<String> ODD_TEXTS =
      List.of(
          "",
          " ",
          "\u0000",
          "\r\nX-Injected: 1",
          "é😀",
          "'\"\\;--",
          "%s%n%00",
          "../../etc/passwd",
          "null",
          "true",
          "-1",
          "1e400",
          "256.1.1.1",
          "::ffff:192.0.2.1",
          "192.0.2.1/33",
          "00000000-0000-0000-0000-000000000000",
          "x".repeat(255),
          "x".repeat(256),
          "ü".repeat(300),
          "x".repeat(5000));

  private static final List<Object> ODD_VALUES =
      List.of(
          -1,
          0,
          65_536,
          Integer.MAX_VALUE,
          Long.MAX_VALUE,
          0.5,
          1e300,
          true,
          List.of(),
          Map.of(),
          List.of(List.of(Map.of("a", 1))),
          Arrays.asList((Object) null),
          Map.of("a", Map.of("b", List.of(1))));

  private final Random random;
  private boolean careful; // of the body that is being made

  WalkBodies(Random random) {
    this.random = random;
  }

  /** A text that something might stumble over. */
  String oddText() {
    return ODD_TEXTS.get(random.nextInt(ODD_TEXTS.size()));
  }

  /**
   * The body of a request about one object.
   *
   * @param creates whether the fields that creation needs are wanted
   * @param word in each text of the project
   * @param known ids by collection
   */
  String body(
      String key,
      List<WalkRoute.Field> fields,
      boolean creates,
      String word,
      Map<String, List<String>> known) {
    careful = chance(50);
    return spoilt(text(Map.of(key, object(fields, creates, word, known, 0))));
  }

  /** The body of a request about several objects of the kind. */
  String batch(WalkRoute route, String word, Map<String, List<String>> known) {
    careful = chance(50);
    List<Object> all = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      all.add(chance(3) ? oddValue() : object(route.fields(), true, word, known, 0));
    }
    return spoilt(text(Map.of(route.key() + "s", all)));
  }

  private Map<String, @Nullable Object> object(
      List<WalkRoute.Field> fields,
      boolean creates,
      String word,
      Map<String, List<String>> known,
      int depth) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (WalkRoute.Field field : fields) {
      int percent = creates && field.mandatory() ? 99 : careful ? 4 : PERCENT_OPTIONAL;
      if (chance(percent)) {
        object.put(field.name(), value(field.values(), word, known, depth));
      }
    }
    if (!careful && chance(2)) {
      object.put("no_such_field", 1);
    }
    return object;
  }

  private @Nullable Object value(
      WalkRoute.Values values, String word, Map<String, List<String>> known, int depth) {
    if (!careful && chance(PERCENT_NULL)) {
      return null;
    }
    if (!careful && chance(PERCENT_ODD)) {
      return oddValue();
    }
    return switch (values) {
      case WalkRoute.OneOf(List<?> all) -> all.get(random.nextInt(all.size()));
      case WalkRoute.Name() -> word + random.nextInt(20);
      case WalkRoute.Range(int least, int most) -> least + random.nextInt(most - least + 1);
      case WalkRoute.Reference(String path) -> {
        List<String> ids = known.getOrDefault(path, List.of());
        yield ids.isEmpty() ? oddText() : ids.get(random.nextInt(ids.size()));
      }
      case WalkRoute.Objects(List<WalkRoute.Field> fields) ->
          depth > 2 ? List.of() : children(fields, word, known, depth + 1);
    };
  }

  private Object children(
      List<WalkRoute.Field> fields, String word, Map<String, List<String>> known, int depth) {
    if (chance(20)) {
      return object(fields, true, word, known, depth);
    }
    List<Object> all = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      all.add(object(fields, true, word, known, depth));
    }
    return all;
  }

  private Object oddValue() {
    return chance(50) ? oddText() : ODD_VALUES.get(random.nextInt(ODD_VALUES.size()));
  }

  private static String text(Object value) {
    return Json.MAPPER.writeValueAsString(value);
  }

  /** Now and then something that is not even JSON, or is but should not be. */
  private String spoilt(String json) {
    if (careful || !chance(8)) {
      return json;
    }
    return switch (random.nextInt(7)) {
      case 0 -> json.substring(0, random.nextInt(json.length()));
      case 1 -> "[".repeat(3000);
      case 2 -> "{\"a\":".repeat(600) + "1" + "}".repeat(600);
      case 3 -> json.replaceFirst(":", ":1,\"a\":");
      case 4 -> "[" + json + "]";
      case 5 -> json.replace("\"", "'");
      default -> json + json;
    };
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }
}
