package octavia.config;

import java.util.List;

/** A configuration that cannot be used; the message has a line for every error in it. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<String> errors;

  public ConfigException(List<String> errors) {
    super(String.join("\n", errors));
    this.errors = List.copyOf(errors);
  }

  /** Each error, in the order found. */
  public List<String> errors() {
    return errors;
  }
}
