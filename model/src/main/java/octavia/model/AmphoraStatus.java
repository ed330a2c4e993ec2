package octavia.model;

/** The life of an amphora, in upstream's words (column {@code amphora.status}). */
public enum AmphoraStatus {
  /** The row exists, the instance may not. */
  PENDING_CREATE,
  /** The instance exists, its agent has not answered yet. */
  BOOTING,
  /** In use by its load balancer. */
  ALLOCATED,
  /** To be removed, with everything that belongs to it. */
  PENDING_DELETE,
  DELETED,
  ERROR,
  /** Silent, but not replaced because too many fell silent at once. */
  FAILOVER_STOPPED
}
