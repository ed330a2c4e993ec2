package octavia.store.listing;

/** A listing that cannot be answered. */
public final class ListingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Kind kind;
  private final String value;

  /** What is wrong with it. */
  public enum Kind {
    UNKNOWN_FILTER,
    UNKNOWN_SORT_KEY,
    UNKNOWN_MARKER
  }

  public ListingException(Kind kind, String value) {
    super(kind + ": " + value);
    this.kind = kind;
    this.value = value;
  }

  public Kind kind() {
    return kind;
  }

  /** The word that is not known. */
  public String value() {
    return value;
  }
}
