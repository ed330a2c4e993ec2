package octavia.amphora.haproxy;

/**
 * A load balancer that HAProxy cannot be configured for: an object of a kind that is not supported,
 * or a value that its configuration cannot hold.
 */
public final class UncompilableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String objectId;
  private final String reason;

  public UncompilableException(String objectId, String reason) {
    super(objectId + ": " + reason);
    this.objectId = objectId;
    this.reason = reason;
  }

  /** The object that it is about. */
  public String objectId() {
    return objectId;
  }

  /** A sentence without the object's id. */
  public String reason() {
    return reason;
  }
}
