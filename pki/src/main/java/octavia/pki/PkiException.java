package octavia.pki;

/** A key or certificate could not be made, read or kept; the message names the file. */
public final class PkiException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public PkiException(String message, Throwable cause) {
    super(message, cause);
  }
}
