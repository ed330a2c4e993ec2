package octavia.api.listing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import octavia.api.call.LongAnswers;
import octavia.api.call.View;
import octavia.http.Json;
import octavia.http.Response;
import octavia.store.object.Reading;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A list on its way to the client: pieces are read and written as JSON one after the other, so that
 * no more than one of them is in memory. A list of one piece is an answer like any other. Of the
 * thread that answers.
 */
final class ListAnswer implements Response.Rest {
  private static final Map<String, String> HEADERS = Map.of("Content-Type", "application/json");
  private static final int USUAL_BYTES = 8192;

  private final Resource.Words words;
  private final Function<Reading, Part> source;
  private final Function<Span, List<Map<String, String>>> links;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
  private final JsonGenerator json = Json.MAPPER.createGenerator(bytes);
  private Span span = Span.EMPTY;
  private Optional<Reading> left = Optional.empty();
  private LongAnswers.@Nullable Turn turn;

  /** Some objects as they are shown, and their ids. */
  record Part(List<View> views, List<String> ids, Optional<Reading> rest, boolean full) {}

  /**
   * From which object to which a list goes; ids are empty where it has none.
   *
   * @param full true where there may be more after it
   */
  record Span(String first, String last, boolean full) {
    static final Span EMPTY = new Span("", "", false);

    boolean isEmpty() {
      return first.isEmpty();
    }

    Span with(Part part) {
      List<String> ids = part.ids();
      return ids.isEmpty()
          ? new Span(first, last, part.full())
          : new Span(isEmpty() ? ids.getFirst() : first, ids.getLast(), part.full());
    }
  }

  /**
   * Nothing is read yet.
   *
   * @param source reads in a transaction of its own
   * @param links those beside the list
   */
  ListAnswer(
      Resource.Words words,
      Function<Reading, Part> source,
      Function<Span, List<Map<String, String>>> links) {
    this.words = words;
    this.source = source;
    this.links = links;
  }

  /** Reads the first piece and, where there are more, waits for its turn. */
  Response begin(Reading all, LongAnswers answers) {
    json.writeStartObject();
    json.writeName(words.plural());
    json.writeStartArray();
    read(all);
    if (left.isEmpty()) {
      return new Response(200, HEADERS, bytes.toByteArray());
    }
    turn = answers.take();
    byte[] beginning = bytes.toByteArray();
    bytes.reset();
    return new Response(200, HEADERS, beginning, Optional.of(this));
  }

  private void read(Reading reading) {
    Part part = source.apply(reading);
    part.views().forEach(json::writePOJO);
    span = span.with(part);
    left = part.rest();
    if (left.isEmpty()) {
      json.writeEndArray();
      json.writeName(words.links());
      json.writePOJO(links.apply(span));
      json.writeEndObject();
    }
    json.flush();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    while (left.isPresent()) {
      read(left.get());
      bytes.writeTo(out);
      bytes.reset();
    }
  }

  @Override
  public void close() {
    if (turn != null) {
      turn.close();
      turn = null;
    }
  }
}
