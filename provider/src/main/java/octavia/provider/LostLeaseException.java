package octavia.provider;

/** Another process reconciles this load balancer now; this one must stop touching it. */
public final class LostLeaseException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LostLeaseException(String loadBalancerId) {
    super("the lease on load balancer " + loadBalancerId + " is no longer ours");
  }
}
