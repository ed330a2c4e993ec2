package octavia.image.build;

/** An image was not made; nothing of it is left. */
public final class BuildException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BuildException(String message) {
    super(message);
  }

  public BuildException(String message, Throwable cause) {
    super(message, cause);
  }
}
