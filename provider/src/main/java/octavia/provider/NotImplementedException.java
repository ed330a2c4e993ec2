package octavia.provider;

/** The provider does not know how to do what was asked at all (API: 501). */
public final class NotImplementedException extends ProviderException {
  private static final long serialVersionUID = 1;

  public NotImplementedException(String reason) {
    super(reason, "refused before anything was changed");
  }
}
