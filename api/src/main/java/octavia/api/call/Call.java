package octavia.api.call;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import octavia.api.error.Faults;
import octavia.api.identity.Caller;
import octavia.http.Request;
import octavia.http.Response;

/**
 * A request by somebody.
 *
 * @param linkUrl address of the request without its query, for links to itself
 */
public record Call(Request request, Caller caller, String linkUrl) {
  private static final Pattern UUID =
      Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

  private static final Set<String> TRUE = Set.of("1", "t", "true", "on", "y", "yes");

  /** Answers a call. */
  @FunctionalInterface
  public interface Handler {
    Response handle(Call call);
  }

  /** The id that stands in the path; ids are compared without regard to case, as upstream does. */
  public String id(String name) {
    String id = request.parameter(name);
    return UUID.matcher(id).matches() ? id.toLowerCase(Locale.ROOT) : id;
  }

  /** True if the query says yes to {@code name}, in the words that upstream takes for it. */
  public boolean flag(String name) {
    return request
        .query()
        .first(name)
        .filter(value -> TRUE.contains(value.strip().toLowerCase(Locale.ROOT)))
        .isPresent();
  }

  /** Refuses query parameters that the call does not have. */
  public void allowParameters(String... names) {
    for (String name : request.query().names()) {
      if (!List.of(names).contains(name)) {
        throw Faults.unknownArgument(name);
      }
    }
  }
}
