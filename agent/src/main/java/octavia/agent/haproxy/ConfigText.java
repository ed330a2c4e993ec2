package octavia.agent.haproxy;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the agent reads out of a configuration that a controller made. */
final class ConfigText {
  private ConfigText() {}

  /** Each listener's id and its mode, HTTP or TCP. */
  static Map<String, String> listeners(String text) {
    Map<String, String> listeners = new LinkedHashMap<>();
    String listener = "";
    for (String line : text.lines().toList()) {
      String[] words = line.strip().split("\\s+");
      if (!line.startsWith(" ") && !line.startsWith("\t") && !words[0].isEmpty()) {
        listener = words[0].equals("frontend") && words.length > 1 ? words[1] : "";
        if (!listener.isEmpty()) {
          listeners.put(listener, "TCP");
        }
      } else if (!listener.isEmpty() && words[0].equals("mode") && words.length > 1) {
        listeners.put(listener, words[1].toUpperCase(Locale.ROOT));
      }
    }
    return listeners;
  }
}
