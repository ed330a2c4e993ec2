package octavia.app.client;

/** The API answered something else than success. */
public final class ApiFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  public ApiFailure(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The HTTP status of the answer; 0 if there was none. */
  public int status() {
    return status;
  }
}
