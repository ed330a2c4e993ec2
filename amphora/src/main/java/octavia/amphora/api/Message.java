package octavia.amphora.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What most calls answer: OK, or what is wrong.
 *
 * @param message a short sentence
 * @param details what a program said, such as HAProxy's check; null if there is no more to say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Message(String message, @Nullable String details) {
  /** Done. */
  public static final Message OK = new Message("OK", null);

  /** A short sentence. */
  public static Message of(String message) {
    return new Message(message, null);
  }
}
