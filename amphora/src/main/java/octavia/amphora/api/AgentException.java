package octavia.amphora.api;

/**
 * A call to an agent that did not do what it was asked. The message names the amphora, the call and
 * the reason, for the operator's log.
 */
public final class AgentException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Kind kind;
  private final String reason;
  private final String details;

  /** What went wrong, for whoever decides what comes next. */
  public enum Kind {
    /** No answer within its time limit, or no connection: may be booting, gone or cut off. */
    UNREACHABLE,
    /** One side does not trust the other's certificate; trying again does not help. */
    REFUSED_TLS,
    /** 400: the agent, or HAProxy's check, refused what it was given; see {@link #details}. */
    INVALID,
    /** 409 or 412: the agent holds something else than the caller believed. */
    CONFLICT,
    /** 404. */
    NOT_FOUND,
    /** Any other answer. */
    FAILED
  }

  public AgentException(
      Kind kind, String amphoraId, String call, String reason, String details, Throwable cause) {
    super(message(amphoraId, call, reason, details), cause);
    this.kind = kind;
    this.reason = reason;
    this.details = details;
  }

  public AgentException(Kind kind, String amphoraId, String call, String reason, String details) {
    super(message(amphoraId, call, reason, details));
    this.kind = kind;
    this.reason = reason;
    this.details = details;
  }

  public Kind kind() {
    return kind;
  }

  /** A short sentence. */
  public String reason() {
    return reason;
  }

  /** What the agent or HAProxy said beyond the reason; empty if nothing. */
  public String details() {
    return details;
  }

  private static String message(String amphoraId, String call, String reason, String details) {
    return "amphora "
        + amphoraId
        + ": "
        + call
        + ": "
        + reason
        + (details.isEmpty() ? "" : ": " + details);
  }
}
