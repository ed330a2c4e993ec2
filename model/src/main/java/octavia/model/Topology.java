package octavia.model;

/** How many amphorae serve a load balancer. */
public enum Topology {
  SINGLE,
  ACTIVE_STANDBY
}
