package octavia.provider;

/** A step that failed. The kind says what the caller may do; the texts say it to people. */
public class ProviderException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String reason;
  private final String detail;

  /**
   * A failed step.
   *
   * @param reason a sentence that the tenant may read
   * @param detail what the operator wants to know beyond
   */
  public ProviderException(String reason, String detail, Throwable cause) {
    super(reason + ": " + detail, cause);
    this.reason = reason;
    this.detail = detail;
  }

  /** As above, without a cause. */
  public ProviderException(String reason, String detail) {
    super(reason + ": " + detail);
    this.reason = reason;
    this.detail = detail;
  }

  /** For the tenant. */
  public String reason() {
    return reason;
  }

  /** For the operator. */
  public String detail() {
    return detail;
  }
}
