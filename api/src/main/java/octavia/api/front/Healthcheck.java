package octavia.api.front;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import octavia.api.error.ApiException;
import octavia.api.settings.FrontSettings;
import octavia.http.Handler;
import octavia.http.Request;
import octavia.http.Response;
import octavia.store.Store;
import octavia.store.StoreException;
import octavia.store.Transaction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells whoever asks whether this service is fit for use: 200 or 503 with the reasons, in the form
 * that the client prefers, and plain text to one that takes none. The shapes are those of
 * oslo.middleware. For many threads: one looks at the database, the others take what it saw.
 */
public final class Healthcheck implements Handler {
  /** Where it is found. */
  public static final String PATH = "/healthcheck";

  private static final Logger LOG = LoggerFactory.getLogger(Healthcheck.class);
  private static final List<String> FORMS = List.of("text/plain", "text/html", "application/json");
  private static final String CHARSET = "; charset=UTF-8";
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final FrontSettings.Healthcheck settings;
  private final Store store;
  private final LongSupplier nanos;

  /** Guards the two below it. */
  private final ReentrantLock looking = new ReentrantLock();

  private @Nullable Result seen;
  private long seenAt;

  /**
   * What one check found.
   *
   * @param kind upstream's name of it
   */
  private record Result(String kind, boolean available, String reason, String details) {}

  /**
   * A health check.
   *
   * @param nanos a clock that only goes forward, in nanoseconds
   */
  public Healthcheck(FrontSettings.Healthcheck settings, Store store, LongSupplier nanos) {
    this.settings = settings;
    this.store = store;
    this.nanos = nanos;
    settings.backends().stream()
        .filter(name -> !name.equals("octavia_db_check") && !name.equals("disable_by_file"))
        .forEach(name -> LOG.warn("[healthcheck] backends: there is no check {}", name));
  }

  @Override
  public Response handle(Request request) {
    if (!settings.enabled()) {
      throw ApiException.routing(404, "Not Found", "");
    }
    boolean head = request.method().equals("HEAD");
    if (!head && !request.method().equals("GET")) {
      throw ApiException.routing(405, "Method Not Allowed", "");
    }
    List<Result> results = new ArrayList<>();
    for (String backend : settings.backends()) {
      switch (backend) {
        case "octavia_db_check" -> results.add(database());
        case "disable_by_file" -> results.add(file());
        default -> {} // said at the start
      }
    }
    boolean healthy = results.stream().allMatch(Result::available);
    if (head) {
      return Response.empty(healthy ? 204 : 503);
    }
    String form = form(request.headers().all("Accept"));
    byte[] body = body(form, results).getBytes(StandardCharsets.UTF_8);
    return new Response(healthy ? 200 : 503, Map.of("Content-Type", form + CHARSET), body);
  }

  private Result database() {
    looking.lock();
    try {
      @Nullable Result last = seen;
      long now = nanos.getAsLong();
      if (last == null || now - seenAt >= settings.refresh().toNanos()) {
        last = look();
        seen = last;
        seenAt = nanos.getAsLong();
      }
      return last;
    } finally {
      looking.unlock();
    }
  }

  private Result look() {
    try {
      store.read(Transaction::databaseMillis);
      return new Result("OctaviaDBCheckResult", true, "OK", "");
    } catch (StoreException e) {
      LOG.warn("the health check cannot use the database: {}", e.getMessage());
      return new Result(
          "OctaviaDBCheckResult",
          false,
          "The Octavia database is unavailable.",
          String.valueOf(e.getMessage()));
    }
  }

  private Result file() {
    String kind = "HealthcheckResult";
    String path = settings.disableByFile();
    if (path.isEmpty()) {
      return new Result(
          kind, true, "OK", "No 'disable_by_file_path' configuration value specified");
    }
    return Files.exists(Path.of(path))
        ? new Result(kind, false, "DISABLED BY FILE", "Path '" + path + "' was found")
        : new Result(kind, true, "OK", "Path '" + path + "' was not found");
  }

  private String body(String form, List<Result> results) {
    return switch (form) {
      case "application/json" -> json(results);
      case "text/html" -> html(results);
      default -> String.join("\n", results.stream().map(Result::reason).toList());
    };
  }

  private String json(List<Result> results) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("detailed", settings.detailed());
    body.put(
        "reasons",
        settings.detailed()
            ? results.stream().map(Healthcheck::details).toList()
            : results.stream().map(Result::reason).toList());
    return MAPPER.writeValueAsString(body);
  }

  private static Map<String, String> details(Result result) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("class", result.kind());
    details.put("details", result.details());
    details.put("reason", result.reason());
    return details;
  }

  private String html(List<Result> results) {
    StringBuilder rows = new StringBuilder();
    for (Result result : results) {
      rows.append("<TR>");
      for (String cell :
          settings.detailed()
              ? List.of(result.kind(), result.reason(), result.details())
              : List.of(result.reason())) {
        rows.append("<TD>").append(escaped(cell)).append("</TD>");
      }
      rows.append("</TR>\n");
    }
    String heads =
        settings.detailed() ? "<TH>Kind</TH><TH>Reason</TH><TH>Details</TH>" : "<TH>Reason</TH>";
    return """
    <HTML>
    <HEAD><TITLE>Healthcheck Status</TITLE></HEAD>
    <BODY>
    <H2>Result of %d checks:</H2>
    <TABLE border="1">
    <TR>%s</TR>
    %s</TABLE>
    </BODY>
    </HTML>\
    """
        .formatted(results.size(), heads, rows);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** The form that the header wants most; of several the first one, of none plain text. */
  private static String form(List<String> accept) {
    String best = FORMS.getFirst();
    double most = 0;
    for (String form : FORMS) {
      double quality = quality(form, String.join(",", accept));
      if (quality > most) {
        best = form;
        most = quality;
      }
    }
    return best;
  }

  /** 0 to 1; the range that names the form most exactly decides. */
  private static double quality(String form, String accept) {
    double quality = 0;
    int exactness = 0;
    for (String part : accept.toLowerCase(Locale.ROOT).split(",")) {
      String[] words = part.strip().split("\\s*;\\s*");
      String type = words[0];
      int exact =
          type.equals(form)
              ? 3
              : type.equals(form.substring(0, form.indexOf('/')) + "/*")
                  ? 2
                  : type.equals("*/*") ? 1 : 0;
      if (exact > exactness) {
        exactness = exact;
        quality = weight(words);
      }
    }
    return quality;
  }

  private static double weight(String[] words) {
    for (String word : words) {
      if (word.matches("q=(0|1)(\\.\\d{0,3})?")) {
        return Double.parseDouble(word.substring(2));
      }
    }
    return 1;
  }
}
