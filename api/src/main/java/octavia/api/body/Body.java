package octavia.api.body;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import octavia.api.error.ApiException;
import octavia.api.error.Faults;
import octavia.api.error.Reason;
import octavia.api.error.Reason.Code;
import octavia.http.Request;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The body of a request: one JSON object in an envelope, {@code {"listener": {…}}}. Whatever else
 * it is, is answered with a 4xx, as far as upstream has a text for it with that text.
 *
 * @param argument upstream's name for the body, which its messages show
 * @param document the whole document, which some messages show
 */
public record Body(String argument, JsonNode document) {
  private static final int MAX_DEPTH = 64;

  /** Unlike the house's own mapper it takes a key that comes twice, as upstream does: the last. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Reads the object under {@code root}.
   *
   * @param argument upstream's name for the body
   * @param declared the fields that the object may have, in the API's order
   */
  public static <T> T read(
      Request request,
      String argument,
      String root,
      List<String> declared,
      Function<Attributes, T> reader) {
    return readOptional(request, argument, root, declared, reader)
        .orElseThrow(() -> Faults.missing(root));
  }

  /** As {@link #read}; empty where the envelope has no object. */
  public static <T> Optional<T> readOptional(
      Request request,
      String argument,
      String root,
      List<String> declared,
      Function<Attributes, T> reader) {
    Body body = parse(request, argument);
    body.only(root);
    JsonNode object = body.document.get(root);
    if (object == null || object.isNull()) {
      return Optional.empty();
    }
    return Optional.of(
        Attributes.read(body, argument + "." + root, root, object, declared, reader));
  }

  /** As {@link #read}, for a list of objects under {@code root}. */
  public static <T> List<T> readList(
      Request request,
      String argument,
      String root,
      List<String> declared,
      Function<Attributes, T> reader) {
    Body body = parse(request, argument);
    body.only(root);
    return Attributes.read(
            body,
            argument,
            root,
            body.document,
            List.of(root),
            document -> Optional.ofNullable(document.objects(root, declared, reader).orNull()))
        .orElseThrow(() -> Faults.missing(root));
  }

  /** The document, an object with whatever names. */
  static Body parse(Request request, String argument) {
    if (request.body().length == 0) {
      throw Faults.missingArgument(argument);
    }
    checkMediaType(request);
    JsonNode document;
    try {
      document = MAPPER.readTree(decode(request.body()));
    } catch (JacksonException e) {
      throw ApiException.fault(
          400,
          "Request is not in valid JSON format",
          new Reason(Code.MALFORMED, null, null, e.getOriginalMessage()),
          e);
    }
    if (!document.isObject()) {
      throw ApiException.fault(
          400,
          "Request must be a JSON dict",
          new Reason(Code.WRONG_TYPE, null, PythonText.of(document), "it must be an object"));
    }
    return new Body(argument, document);
  }

  private void only(String root) {
    var unknown = document.propertyNames().stream().filter(name -> !name.equals(root)).toList();
    if (!unknown.isEmpty()) {
      throw Faults.unknownAttributes(argument, unknown);
    }
  }

  private static void checkMediaType(Request request) {
    String type = request.headers().first("Content-Type").orElse("");
    int semicolon = type.indexOf(';');
    String bare = (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
    if (bare.equals("application/json")) {
      return;
    }
    if (bare.equals("application/x-www-form-urlencoded")) {
      throw Faults.unknownArgument(request.text().lines().findFirst().orElse(""));
    }
    throw ApiException.fault(
        415,
        "Unknown mimetype: " + bare,
        new Reason(Code.BAD_FORMAT, "Content-Type", bare, "it must be application/json"));
  }

  private static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw ApiException.routing(400, "Bad Request", "");
    }
  }
}
