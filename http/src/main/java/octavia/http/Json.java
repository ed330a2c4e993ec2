package octavia.http;

import tools.jackson.databind.json.JsonMapper;

/** The one way JSON is read and written: strict as RFC 8259, duplicate keys refused. */
public final class Json {
  /** Immutable, for all threads. */
  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(tools.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}
}
