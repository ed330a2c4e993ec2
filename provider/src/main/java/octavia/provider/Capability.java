package octavia.provider;

import java.util.List;

/**
 * A key that the data of a flavor's or an availability zone's profile may have.
 *
 * @param description for operators; clients compare it
 * @param choices of a text; empty for any
 */
public record Capability(String name, Type type, List<String> choices, String description) {

  /** What a value is, in the words of JSON Schema. */
  public enum Type {
    STRING,
    BOOLEAN,
    ARRAY
  }

  public Capability {
    choices = List.copyOf(choices);
  }

  /** A key that takes any value of its type. */
  public static Capability of(String name, Type type, String description) {
    return new Capability(name, type, List.of(), description);
  }
}
