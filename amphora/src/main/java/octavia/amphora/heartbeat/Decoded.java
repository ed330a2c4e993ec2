package octavia.amphora.heartbeat;

/** What came of a datagram: anybody may send one, so refusing it is an ordinary outcome. */
public sealed interface Decoded {

  /** Signed with our key, and understood. */
  record Accepted(Heartbeat heartbeat) implements Decoded {}

  /**
   * Not a heartbeat for us.
   *
   * @param detail for the log; nothing secret, nothing of the sender's choosing
   */
  record Rejected(Reason reason, String detail) implements Decoded {}

  /** Why a datagram was refused. */
  enum Reason {
    /** More bytes than a heartbeat may have, compressed or inflated. */
    TOO_LARGE,
    /** Not enough bytes for a signature. */
    TOO_SHORT,
    /** Signed with another key, or changed on the way. */
    FORGED,
    /** Signed, but not compressed JSON of the form that agents send. */
    MALFORMED
  }
}
