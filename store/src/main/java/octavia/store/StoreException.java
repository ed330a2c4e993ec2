package octavia.store;

/** The database refused or failed. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Kind kind;

  /** What that means for the caller. */
  public enum Kind {
    /** It cannot be used at the moment; nothing of the transaction remains. */
    UNAVAILABLE,

    /** The connection was lost while it committed: all of it was done, or nothing. */
    OUTCOME_UNKNOWN,

    /** It does not take a value, such as a text too long for its column; nothing remains. */
    VALUE,

    /** There is such a row already; nothing remains. */
    DUPLICATE
  }

  public StoreException(String message, Throwable cause) {
    this(Kind.UNAVAILABLE, message, cause);
  }

  public StoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** A database that is there but is not what this program works on. */
  public StoreException(String message) {
    super(message);
    this.kind = Kind.UNAVAILABLE;
  }

  /** What it means for the caller. */
  public Kind kind() {
    return kind;
  }
}
