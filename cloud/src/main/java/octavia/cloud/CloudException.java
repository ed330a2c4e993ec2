package octavia.cloud;

/** Something outside refused or failed. */
public final class CloudException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Kind kind;
  private final String reason;

  /** What the caller may do about it. */
  public enum Kind {
    /** What was named does not exist. */
    NOT_FOUND,
    /** What was asked for is taken, such as an address. */
    CONFLICT,
    /** Nothing is left to give, such as addresses of a subnet. */
    EXHAUSTED,
    /** It makes no sense, such as an address outside of its subnet. */
    INVALID,
    /** It may work later. */
    FAILED
  }

  /**
   * A refusal or failure.
   *
   * @param reason a sentence that a tenant may read
   * @param detail what the operator wants to know beyond
   */
  public CloudException(Kind kind, String reason, String detail, Throwable cause) {
    super(detail.isEmpty() ? reason : reason + ": " + detail, cause);
    this.kind = kind;
    this.reason = reason;
  }

  /** As above, without cause. */
  public CloudException(Kind kind, String reason, String detail) {
    super(detail.isEmpty() ? reason : reason + ": " + detail);
    this.kind = kind;
    this.reason = reason;
  }

  /** As above, without cause and detail. */
  public CloudException(Kind kind, String reason) {
    super(reason);
    this.kind = kind;
    this.reason = reason;
  }

  public Kind kind() {
    return kind;
  }

  /** For the tenant. */
  public String reason() {
    return reason;
  }
}
