package octavia.model;

/** How a pool chooses a member (API: {@code pool.lb_algorithm}). */
public enum LbAlgorithm {
  LEAST_CONNECTIONS,
  ROUND_ROBIN,
  SOURCE_IP,
  SOURCE_IP_PORT
}
