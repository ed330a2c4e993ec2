package octavia.cloud.identity.embedded;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Values out of a body, each checked. */
final class Text {
  private static final int MAX_NAME = 255;

  private Text() {}

  /** A name: 1 to 255 characters. */
  static String name(JsonNode body) {
    JsonNode value = body.path("name");
    String name = value.asString("").strip();
    if (!value.isString() || name.isEmpty() || name.length() > MAX_NAME) {
      throw Refusal.badRequest("name is a text of 1 to " + MAX_NAME + " characters.");
    }
    return name;
  }

  /** A name where the body has one. */
  static String nameOr(JsonNode body, String fallback) {
    return body.has("name") ? name(body) : fallback;
  }

  /** A text where the body has one. */
  static String textOr(JsonNode body, String field, String fallback) {
    return optional(body, field).orElse(fallback);
  }

  /** A text; null counts as none. */
  static Optional<String> optional(JsonNode body, String field) {
    JsonNode value = body.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isString()) {
      throw Refusal.badRequest(field + " is a text.");
    }
    return Optional.of(value.asString());
  }

  /** True or false where the body says so. */
  static boolean flagOr(JsonNode body, String field, boolean fallback) {
    JsonNode value = body.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return fallback;
    }
    if (!value.isBoolean()) {
      throw Refusal.badRequest(field + " is true or false.");
    }
    return value.asBoolean();
  }

  /** A time, in UTC whether or not it says so. */
  static Optional<Instant> time(JsonNode body, String field) {
    return optional(body, field)
        .map(text -> {
          try {
            return text.endsWith("Z")
                ? Instant.parse(text)
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
          } catch (DateTimeException e) {
            throw Refusal.badRequest(field + " is a time such as 2030-01-31T12:00:00Z.");
          }
        });
  }
}
