package octavia.cloud.identity;

/** The identity service cannot be asked, or does not answer as it should; trying later may help. */
public final class IdentityUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public IdentityUnavailableException(String message) {
    super(message);
  }

  public IdentityUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
