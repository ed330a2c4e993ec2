package octavia.api.call;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Whether a client takes JSON, as upstream reads the header. */
public final class AcceptHeader {
  private static final Pattern RANGE =
      Pattern.compile("[!#$%&'*+.^_`|~\\w-]+/[!#$%&'*+.^_`|~\\w-]+\\s*(?:;.*)?");
  private static final Pattern NEVER = Pattern.compile(".*;\\s*q=0(?:\\.0*)?\\s*");

  private AcceptHeader() {}

  /** False if the header is well-formed and leaves JSON out; a broken header asks for nothing. */
  public static boolean takesJson(List<String> values) {
    String header = String.join(",", values).strip();
    if (header.isEmpty()) {
      return true;
    }
    boolean taken = false;
    for (String part : header.split(",")) {
      String range = part.strip().toLowerCase(Locale.ROOT);
      if (!RANGE.matcher(range).matches()) {
        return true;
      }
      int semicolon = range.indexOf(';');
      String type = semicolon < 0 ? range : range.substring(0, semicolon).strip();
      String parameters = semicolon < 0 ? "" : range.substring(semicolon);
      boolean only = parameters.isEmpty() || parameters.matches("\\s*;\\s*q=[\\d.]+\\s*");
      boolean json =
          type.equals("*/*")
              || type.equals("application/*")
              || (type.equals("application/json") && only);
      taken |= json && !NEVER.matcher(range).matches();
    }
    return taken;
  }
}
