package octavia.image.plan;

/** No image will be made of this; the message is all that the person needs. */
public final class PlanException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  /**
   * @param status with which the command exits: 1 the host or the combination does not allow it, or
   *     the use of the command was wrong; 2 the host is unknown; 3 a value is not supported
   */
  public PlanException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The command's exit status. */
  public int status() {
    return status;
  }
}
