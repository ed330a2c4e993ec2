package octavia.provider;

/** The provider cannot carry what was asked (API: 501). */
public final class UnsupportedOptionException extends ProviderException {
  private static final long serialVersionUID = 1;

  public UnsupportedOptionException(String reason) {
    super(reason, "refused before anything was changed");
  }
}
