package octavia.agent.exec;

/** A program that did not do what it was asked: not there, too slow, or it said no. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String output;

  public CommandException(String message, String output, Throwable cause) {
    super(message, cause);
    this.output = output;
  }

  public CommandException(String message, String output) {
    super(output.isEmpty() ? message : message + ": " + output);
    this.output = output;
  }

  /** What the program said; empty if it never ran. */
  public String output() {
    return output;
  }
}
